#include "adapters/slack/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace secondstory::slack {

namespace {

struct Row
{
  std::string_view error;
  ErrorClass meaning;
  std::string_view words = {};  ///< for people, where the name alone does not say it
};

using enum ErrorClass;

constexpr Row rows[] = {
    // The thing is so already.
    {"already_archived", done},
    {"already_in_channel", done},
    {"already_pinned", done},
    {"already_reacted", done},
    {"cant_invite_self", done},

    // Nothing happened.
    {"external_channel_migrating", retry},
    {"fetch_members_failed", retry},
    {"file_update_failed", retry},
    {"org_login_required", retry},
    {"rate_limited", retry},
    {"ratelimited", retry},
    {"streaming_state_conflict", retry},
    {"team_added_to_org", retry},
    {"update_failed", retry},

    // Slack warns that "some aspect of the operation succeeded before the error was raised".
    {"fatal_error", unknown_outcome},
    {"internal_error", unknown_outcome},
    {"request_timeout", unknown_outcome},
    {"service_unavailable", unknown_outcome},

    // The token.
    {"access_denied", fatal, "the token is not accepted"},
    {"accesslimited", fatal, "access to the workspace is limited"},
    {"account_inactive", fatal, "the token belongs to a deleted user or workspace"},
    {"app_access_restricted", fatal, "the app may not use this workspace"},
    {"enterprise_is_restricted", fatal, "the method cannot be used in this organisation"},
    {"forbidden_team", fatal, "the app may not use this workspace"},
    {"invalid_auth", fatal, "the token is not accepted"},
    {"not_authed", fatal, "no token was sent"},
    {"team_disabled", fatal, "the workspace is disabled"},
    {"team_not_found", fatal, "the workspace is not known"},
    {"token_expired", fatal, "the token has expired"},
    {"token_revoked", fatal, "the token was revoked"},
    {"two_factor_setup_required", fatal, "two-factor sign-in has to be set up"},
    {"user_removed_from_team", fatal, "the bot was removed from the workspace"},

    // The app's or the workspace's settings.
    {"app_cannot_join_channel", configuration},
    {"as_user_not_supported", configuration},
    {"cannot_create_channel", configuration, "the bot may not create channels"},
    {"canvas_disabled_file_team", configuration},
    {"canvas_disabled_user_team", configuration},
    {"canvas_globally_disabled", configuration},
    {"ekm_access_denied", configuration, "an administrator has suspended posting"},
    {"file_type_not_allowed", configuration, "the workspace does not allow this type of file"},
    {"file_uploads_disabled", configuration, "the workspace does not allow file uploads"},
    {"file_uploads_except_images_disabled", configuration, "the workspace allows pictures only"},
    {"insecure_request", configuration},
    {"messages_tab_disabled", configuration, "switch on the Messages tab of the app's home"},
    {"metadata_must_be_sent_from_app", configuration},
    {"missing_scope", configuration, "the app lacks a permission; add the scope and reinstall it"},
    {"no_external_invite_permission", configuration},
    {"no_permission", configuration, "the app lacks a permission"},
    {"not_allowed_token_type", configuration, "the token is of the wrong kind"},
    {"posting_to_channel_denied", configuration},
    {"restricted_action", configuration, "a preference of the workspace forbids it"},
    {"send_on_behalf_not_allowed", configuration},
    {"slack_connect_blocked_file_type", configuration},
    {"slack_connect_canvas_sharing_blocked", configuration},
    {"slack_connect_clip_sharing_blocked", configuration},
    {"slack_connect_file_link_sharing_blocked", configuration},
    {"slack_connect_file_upload_sharing_blocked", configuration},
    {"slack_connect_lists_sharing_blocked", configuration},
    {"storage_limit_reached", configuration, "the workspace has no room for files left"},
    {"team_access_not_granted", configuration, "the app was not granted access to the workspace"},
    {"unable_to_share_files", configuration},
    {"ura_max_channels", configuration},
    {"unknown_method", configuration, "check slack.api_url"},

    // The request.
    {"alt_txt_too_large", tell_user},
    {"attachment_payload_limit_exceeded", tell_user},
    {"bad_timestamp", tell_user},
    {"block_mismatch", tell_user},
    {"blocked_file_type", tell_user},
    {"cannot_reply_to_message", tell_user, "this message takes no replies"},
    {"cant_archive_general", tell_user},
    {"cant_broadcast_message", tell_user},
    {"cant_invite", tell_user, "this person cannot be invited"},
    {"cant_update_message", tell_user},
    {"channel_is_limited_access", tell_user, "access to the channel is limited"},
    {"channel_not_found", tell_user,
     "the bot cannot see the channel; invite it there with /invite"},
    {"channels_limit_exceeded", tell_user},
    {"draft_already_deleted", tell_user},
    {"draft_already_sent", tell_user},
    {"draft_has_conflict", tell_user},
    {"draft_not_found", tell_user},
    {"duplicate_channel_not_found", tell_user},
    {"duplicate_message_not_found", tell_user},
    {"edit_window_closed", tell_user, "the message is too old to be changed"},
    {"file_deleted", tell_user},
    {"file_is_deleted", tell_user},
    {"file_not_found", tell_user},
    {"file_not_shared", tell_user},
    {"file_share_limit_reached", tell_user},
    {"file_upload_size_restricted", tell_user, "the file is too large for the workspace"},
    {"invalid_arguments", tell_user},
    {"invalid_attachments", tell_user},
    {"invalid_blocks", tell_user},
    {"invalid_blocks_format", tell_user},
    {"invalid_channel", tell_user},
    {"invalid_cursor", tell_user},
    {"invalid_limit", tell_user},
    {"invalid_metadata_filter_keys", tell_user},
    {"invalid_metadata_format", tell_user},
    {"invalid_metadata_schema", tell_user},
    {"invalid_name", tell_user},
    {"invalid_name_maxlength", tell_user},
    {"invalid_name_punctuation", tell_user},
    {"invalid_name_required", tell_user},
    {"invalid_name_specials", tell_user},
    {"invalid_ts_latest", tell_user},
    {"invalid_ts_oldest", tell_user},
    {"invalid_types", tell_user},
    {"invalid_user_combination", tell_user},
    {"invitee_cant_see_channel", tell_user, "this person cannot see the channel"},
    {"is_archived", tell_user, "the channel is archived"},
    {"is_inactive", tell_user},
    {"list_record_comment_fetch_failed", tell_user},
    {"markdown_text_conflict", tell_user},
    {"max_file_sharing_exceeded", tell_user},
    {"message_limit_exceeded", tell_user, "the workspace has reached its message limit"},
    {"message_not_found", tell_user, "the message does not exist"},
    {"metadata_too_large", tell_user},
    {"method_not_supported_for_channel_type", tell_user, "this kind of channel does not allow it"},
    {"missing_args", tell_user},
    {"missing_argument", tell_user},
    {"missing_file_data", tell_user},
    {"msg_blocks_too_long", tell_user, "the message is too long"},
    {"msg_too_long", tell_user, "the message is too long"},
    {"name_taken", tell_user, "a channel of this name exists"},
    {"no_channel", tell_user},
    {"no_dual_broadcast_content_update", tell_user},
    {"no_item_specified", tell_user},
    {"no_text", tell_user},
    {"no_user", tell_user},
    {"not_enough_users", tell_user},
    {"not_in_channel", tell_user, "the bot is not in the channel; invite it"},
    {"not_pinnable", tell_user},
    {"not_visible", tell_user},
    {"org_user_not_in_team", tell_user, "this person is not in the workspace"},
    {"restricted_action_non_threadable_channel", tell_user},
    {"restricted_action_read_only_channel", tell_user, "the channel is read-only"},
    {"restricted_action_thread_locked", tell_user, "the thread is locked"},
    {"restricted_action_thread_only_channel", tell_user},
    {"snippet_too_large", tell_user},
    {"template_not_visible", tell_user},
    {"thread_not_found", tell_user, "the thread does not exist"},
    {"too_long", tell_user},
    {"too_many_attachments", tell_user},
    {"too_many_contact_cards", tell_user},
    {"too_many_members", tell_user},
    {"too_many_pins", tell_user, "the channel has as many pins as Slack allows"},
    {"too_many_users", tell_user},
    {"unknown_snippet_type", tell_user},
    {"unknown_subtype", tell_user},
    {"user_disabled", tell_user},
    {"user_is_restricted", tell_user, "guests cannot be invited to it"},
    {"user_not_found", tell_user, "there is no such person in the workspace"},
    {"user_not_in_channel", tell_user, "this person is not in the channel"},
    {"user_not_visible", tell_user, "this person cannot be seen by the bot"},
    {"users_list_not_supplied", tell_user},
};

const Row* row_of(std::string_view error)
{
  const auto* found = std::find_if(std::begin(rows), std::end(rows),
                                   [error](const Row& row) { return row.error == error; });
  return found == std::end(rows) ? nullptr : found;
}

}  // namespace

ErrorClass classify(std::string_view error)
{
  const Row* row = row_of(error);
  return row ? row->meaning : tell_user;
}

bool is_known(std::string_view error)
{
  return row_of(error) != nullptr;
}

std::string explain(std::string_view method, std::string_view error)
{
  const Row* row = row_of(error);
  if (row && !row->words.empty()) {
    return fmt::format("Slack refused {}: {} ({}).", method, row->words, error);
  }
  return fmt::format("Slack refused {}: {}.", method, error);
}

}  // namespace secondstory::slack
