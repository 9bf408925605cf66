#pragma once

#include <string_view>

#include "adapters/slack/errors.hpp"

/// The errors that Slack documents of its Web API methods (docs.slack.dev/reference/methods, read
/// 2026-08), and those it gives to any call. Grouped by what they mean to us, then by what they are
/// about; tests/slack/errors_test.cpp holds every method's list against these tables.
namespace secondstory::slack::table {

struct Group
{
  ErrorClass meaning;
  std::string_view about;
  std::string_view errors;  ///< separated by blanks
};

/// An error that means something else in one method.
struct Exception
{
  std::string_view method;
  std::string_view error;
  ErrorClass meaning;
};

/// What an error is called where its name does not say it.
struct Words
{
  std::string_view error;
  std::string_view words;
};

using enum ErrorClass;

constexpr Group groups[] = {
    {done, "the thing is so already",
     "already_approved already_archived already_in_channel already_pinned already_reacted "
     "already_starred cant_invite_self file_already_added invite_already_approved no_pin "
     "no_reaction not_archived not_in_dnd not_pinned not_starred username_same"},
    {retry, "nothing happened, and it will pass",
     "assistant_search_context_disabled cannot_fetch_versions canvas_editing_locked "
     "channel_conversion_in_progress datastore_migration_in_progress "
     "external_channel_migrating fetch_members_failed file_update_failed invite_lookup_error "
     "migration_in_progress org_login_required rate_limited ratelimit ratelimited "
     "restricted_too_many streaming_state_conflict team_added_to_org too_many_requests "
     "unable_to_fetch_custom_emojis update_failed"},
    {unknown_outcome, "Slack failed in the middle: \"some aspect of the operation succeeded\"",
     "access_token_exchange_failed cannot_create_dialog canvas_creation_failed "
     "canvas_editing_failed canvas_tab_creation_failed channel_canvas_creation_failed "
     "datastore_error error_modifying_workflows fail_to_get_teams_for_restricted_user "
     "failed_adding_collaborator failed_creating_app failed_datastore_operation failed_export "
     "failed_generating_app_token failed_sending_dialog failed_to_start_trial "
     "failed_to_update_user_ids fatal_error file_channel_rename_error internal_error "
     "list_editor_upsert_error list_edits_update_error messaging_processing_failed "
     "partial_failure partial_profile_set_failed profile_set_failed request_timeout "
     "service_unavailable snooze_end_failed snooze_failed unable_to_delete unable_to_open_file "
     "unknown_error"},
    {fatal, "the token is not accepted",
     "accesslimited account_inactive app_access_restricted auth_mismatch "
     "authorization_not_found bad_token enterprise_is_restricted forbidden_team invalid_auth "
     "invalid_token not_authed not_bearer_token team_disabled team_not_found token_expired "
     "token_revoked two_factor_setup_required user_removed_from_team"},
    {configuration, "the settings of the app",
     "app_cannot_join_channel app_missing_action_url app_not_eligible app_not_found "
     "app_not_hosted app_not_managed app_not_owned_by_manager_app app_not_subscribed "
     "app_owner_not_found as_user_not_supported bad_client_secret bad_redirect_uri "
     "bot_user_required cannot_find_service cannot_install_an_org_installed_app "
     "client_id_token_mismatch code_already_used dynamic_client_registration_failed "
     "dynamic_client_registration_invalid_redirect_uri "
     "dynamic_client_registration_invalid_response "
     "dynamic_client_registration_missing_oauth_endpoints "
     "dynamic_client_registration_not_supported dynamic_client_registration_rejected "
     "enterprise_only_feature insecure_request invalid_app invalid_app_id invalid_client "
     "invalid_client_id invalid_code invalid_code_verifier invalid_grant invalid_grant_type "
     "invalid_manager_app invalid_manifest invalid_refresh_token managed_app_limit_reached "
     "manager_app_not_eligible messages_tab_disabled metadata_must_be_sent_from_app "
     "method_deprecated method_not_found method_not_supported missing_interactivity_url "
     "missing_options_load_url missing_resource missing_scope no_bot_user_for_app "
     "no_permission no_refresh_token no_scopes no_user_scopes not_agent_app "
     "not_allowed_token_type not_app_admin not_authorized not_enabled not_implemented "
     "not_subscribed_to_message_stream_stopped oauth_authorization_url_mismatch "
     "oauth_metadata_not_found permission_denied pkce_not_allowed "
     "preview_feature_not_available published_app_only rtm_connect_required "
     "send_on_behalf_not_allowed socket_mode_not_enabled sudo_required team_access_not_granted "
     "token_already_exchanged token_rotation_not_enabled unknown_method unsupported_grant_type "
     "user_auth_url_missing"},
    {configuration, "the settings or the plan of the workspace",
     "cannot_create_channel canvas_deleting_disabled canvas_disabled_file_team "
     "canvas_disabled_user_team canvas_globally_disabled connected_org_denied "
     "connected_team_denied connected_user_denied ekm_access_denied external_workspace_denied "
     "feature_disabled feature_not_enabled file_deleting_disabled file_type_not_allowed "
     "file_uploads_disabled file_uploads_except_images_disabled "
     "free_team_canvas_tab_already_exists free_team_not_allowed "
     "free_teams_cannot_create_non_tabbed_canvases "
     "free_teams_cannot_create_standalone_canvases free_teams_cannot_edit_standalone_canvases "
     "lists_disabled_user_team no_external_invite_permission not_admin "
     "not_allowed_for_grid_workspace not_an_enterprise not_enterprise_team not_paid paid_only "
     "paid_teams_only parent_bookmark_disabled plan_upgrade_required posting_to_channel_denied "
     "posting_to_general_channel_denied public_file_type_not_allowed public_video_not_allowed "
     "restricted_action restricted_plan_level shared_channel_denied "
     "slack_connect_blocked_file_type slack_connect_canvas_sharing_blocked "
     "slack_connect_clip_sharing_blocked slack_connect_file_link_sharing_blocked "
     "slack_connect_file_upload_sharing_blocked slack_connect_lists_sharing_blocked "
     "storage_limit_reached team_quota_exceeded team_tier_cannot_create_channel_canvases "
     "unable_to_share_files ura_max_channels user_cannot_create_channel "
     "user_cannot_manage_workspace workflows_export_csv_not_enabled"},
    {tell_user, "messages, reactions and pins",
     "attachment_payload_limit_exceeded bad_timestamp block_mismatch blocked_file_type "
     "cannot_auth_user cannot_find_channel cannot_find_message cannot_parse_attachment "
     "cannot_prompt cannot_reply_to_message cannot_unfurl_message cannot_unfurl_url "
     "cant_broadcast_message cant_delete_message cant_update_message channel_not_found "
     "channel_type_not_supported draft_already_deleted draft_already_sent draft_has_conflict "
     "draft_not_found duplicate_channel_not_found duplicate_message_not_found "
     "edit_window_closed file_comment_not_found file_deleted file_is_deleted file_not_found "
     "file_not_shared file_share_limit_reached invalid_attachments invalid_blocks "
     "invalid_blocks_format invalid_channel invalid_chunks invalid_cursor "
     "invalid_metadata_format invalid_metadata_schema invalid_name "
     "invalid_scheduled_message_id invalid_source invalid_time invalid_unfurl_id "
     "invalid_unfurls_format is_archived is_inactive markdown_text_conflict "
     "max_file_sharing_exceeded message_limit_exceeded message_not_found "
     "message_not_in_streaming_state message_not_owned_by_app metadata_too_large "
     "missing_argument missing_channel missing_file_data missing_recipient_team_id "
     "missing_recipient_user_id missing_source missing_ts missing_unfurl_id missing_unfurls "
     "msg_blocks_too_long msg_blocks_too_many msg_too_long no_access "
     "no_dual_broadcast_content_update no_item_specified no_query no_text not_in_channel "
     "not_pinnable not_reactable restricted_action_non_threadable_channel "
     "restricted_action_read_only_channel restricted_action_thread_locked "
     "restricted_action_thread_only_channel stopped_by_user thread_locked time_in_past "
     "time_too_far too_many_attachments too_many_contact_cards too_many_emoji too_many_pins "
     "too_many_reactions user_not_found user_not_in_channel"},
    {tell_user, "channels and who is in them",
     "approval_inactive approval_not_found cannot_share_cross_workspace_channel "
     "cannot_share_mandatory_channel cant_archive_general cant_archive_required cant_invite "
     "cant_kick_from_general cant_kick_self cant_leave_general channel_archived "
     "channel_canvas_already_exists channel_is_limited_access connection_limit_exceeded "
     "connection_limit_exceeded_pending email_does_not_match has_already_connected_to_org "
     "inactive_invite invalid_action invalid_arguments invalid_channel_type invalid_email "
     "invalid_emoji_not_allowed invalid_host_team invalid_limit invalid_link "
     "invalid_metadata_filter_keys invalid_name_maxlength invalid_name_punctuation "
     "invalid_name_required invalid_name_specials invalid_privacy invalid_recipient_team "
     "invalid_target_team invalid_timestamp invalid_ts_latest invalid_ts_oldest invalid_types "
     "invalid_user_combination invite_already_denied invite_expired invite_from_same_org "
     "invite_not_found invite_used invitee_cant_see_channel is_pending_connected_to_org "
     "last_member legacy_connection_invalid_org legacy_connection_limit_exceeded "
     "list_record_comment_fetch_failed member_limit_exceeded message_too_long "
     "method_not_supported_for_channel_type missing_duration missing_target_team name_taken "
     "no_channel no_user no_users_provided not_enough_users not_owner not_permitted "
     "not_supported org_user_not_in_team recipients_not_specified thread_not_found too_long "
     "too_many_emails too_many_members too_many_users url_in_message user_disabled "
     "user_does_not_own_channel user_is_restricted user_not_visible "
     "user_required_to_accept_as_private_but_cannot users_list_not_supplied"},
    {tell_user, "files, canvases and lists",
     "alt_txt_too_large archive_not_supported bad_image bad_title cant_delete cant_delete_file "
     "canvas_deleted canvas_not_found canvas_too_large channels_limit_exceeded "
     "column_id_not_provided column_not_found delete_not_allowed duplicated_item_not_found "
     "failed_to_unshare file_under_review file_upload_size_restricted invalid_args "
     "invalid_attachment invalid_column_id invalid_column_type invalid_copy_and_schema_args "
     "invalid_date invalid_external_id invalid_input_type invalid_message invalid_option_id "
     "invalid_parameters invalid_phone_number invalid_primary_column invalid_row_id "
     "invalid_schema invalid_text_block invalid_thread_ts invalid_title invalid_type "
     "invalid_url invalid_vote_value job_not_found list_not_found malware_detected "
     "missing_arg_copy_from_list_id missing_arguments not_allowed not_visible "
     "over_cell_fields_limit over_column_maximum over_list_file_maximum over_row_maximum "
     "over_title_length_maximum post_contents_too_large record_deleted record_not_found "
     "row_id_not_provided row_not_found snippet_too_large template_not_visible too_large "
     "too_many_ids uneditable_column unexpected_description_blocks_arg unknown_snippet_type "
     "unknown_subtype unknown_type"},
    {tell_user, "people and groups",
     "bad_handle bot_not_found bots_not_found cannot_add_bot cannot_add_others "
     "cannot_add_others_recurring cannot_add_profile_only_user cannot_add_slackbot "
     "cannot_complete_others cannot_complete_recurring cannot_parse cannot_update_admin_user "
     "description_too_long email_not_verified email_taken enterprise_not_found "
     "failed_for_some_users forbidden_handle handle_already_exists invalid_channel_provided "
     "invalid_group_provided invalid_ooo_message invalid_presence invalid_profile "
     "invalid_starts_with_at invalid_team invalid_team_id invalid_user_id invalid_users "
     "invalid_workspace_filter limit_required missing_subteam_name missing_user "
     "must_clear_both_status_text_and_status_emoji name_already_exists name_not_allowed "
     "name_too_long no_such_subteam not_found org_not_found over_pagination_limit "
     "reserved_name subteam_max_users_exceeded target_team_must_be_specified_in_org_context "
     "target_team_not_on_org team_not_on_enterprise too_many_frames too_many_linked_channels "
     "users_not_found"},
    {tell_user, "bookmarks, views, dialogs and the rest",
     "access_denied bad_users cannot_bookmark_from_external_org "
     "cannot_bookmark_restricted_sharing_enabled "
     "context_channel_not_found duplicate_external_id entity_metadata_does_not_match_trigger "
     "error_bad_format error_invalid_channels exchanged_trigger_id "
     "execution_not_in_running_state expired_trigger_id function_execution_not_found "
     "function_not_found hash_conflict icon_not_accessible inactive_call invalid_action_token "
     "invalid_app_action_type invalid_bookmark_type invalid_call_id invalid_child_type "
     "invalid_created_by invalid_datastore invalid_emoji invalid_entity_id "
     "invalid_event_context invalid_icon_size invalid_metadata invalid_named_entities "
     "invalid_parent_type invalid_permission_type invalid_request invalid_sender_schema "
     "invalid_shortcut_type invalid_start_time invalid_status invalid_trigger "
     "invalid_trigger_id invalid_view missing_args missing_comment_data "
     "missing_delete_action_id missing_dialog missing_profile_id missing_query "
     "missing_step_ids missing_trigger named_entities_cannot_be_empty no_tokens_found "
     "no_valid_named_entities not_in_team org_not_connected parameter_validation_failed "
     "parent_with_link permission_type_required providers_not_found push_limit_reached "
     "query_too_long reserved_username session_not_found team_not_connected "
     "thread_ts_not_allowed thread_ts_required token_not_found too_many_bookmarks "
     "too_many_named_entities too_many_tabs trigger_exchanged trigger_expired "
     "trigger_not_found unknown_app_id unknown_function_id unknown_step_id unknown_workflow_id "
     "user_email_unverified validation_errors view_too_large"},
};

constexpr Exception exceptions[] = {
    // What shall be gone is gone.
    {"bookmarks.remove", "not_found", done},
    {"chat.delete", "message_not_found", done},
    {"conversations.kick", "not_in_channel", done},
    {"files.delete", "file_deleted", done},
    {"files.delete", "file_not_found", done},
    // Another workspace was asked about, not ours.
    {"team.info", "team_not_found", tell_user},
};

constexpr Words words[] = {
    {"accesslimited", "access to the workspace is limited"},
    {"account_inactive", "the token belongs to a deleted user or workspace"},
    {"app_access_restricted", "the app may not use this workspace"},
    {"bad_timestamp", "the message does not exist"},
    {"block_mismatch", "what the message holds cannot be changed that way"},
    {"cannot_create_channel", "the bot may not create channels"},
    {"cannot_reply_to_message", "this message takes no replies"},
    {"cant_invite", "this person cannot be invited"},
    {"cant_update_message", "only its author may change the message"},
    {"channel_is_limited_access", "access to the channel is limited"},
    {"channel_not_found", "the bot cannot see the channel; invite it there with /invite"},
    {"edit_window_closed", "the message is too old to be changed"},
    {"ekm_access_denied", "an administrator has suspended posting"},
    {"enterprise_is_restricted", "the method cannot be used in this organisation"},
    {"exchanged_trigger_id", "the button was used already; press it again"},
    {"expired_trigger_id", "it took longer than the three seconds that Slack gives; try again"},
    {"file_not_found", "the file does not exist"},
    {"file_type_not_allowed", "the workspace does not allow this type of file"},
    {"file_upload_size_restricted", "the file is too large for the workspace"},
    {"file_uploads_disabled", "the workspace does not allow file uploads"},
    {"file_uploads_except_images_disabled", "the workspace allows pictures only"},
    {"forbidden_team", "the app may not use this workspace"},
    {"hash_conflict", "the view has changed in the meantime; open it again"},
    {"invalid_auth", "the token is not accepted"},
    {"invalid_blocks", "the message is not laid out as Slack wants it"},
    {"invalid_blocks_format", "the message is not laid out as Slack wants it"},
    {"invalid_link", "the link has to begin with http:// or https://"},
    {"invalid_name", "the name is not allowed"},
    {"invalid_name_maxlength", "the name is too long"},
    {"invalid_name_punctuation", "the name holds nothing but punctuation"},
    {"invalid_name_required", "the name is empty"},
    {"invalid_name_specials", "the name holds characters that Slack does not allow"},
    {"invitee_cant_see_channel", "this person cannot see the channel"},
    {"is_archived", "the channel is archived"},
    {"last_member", "the last member cannot leave"},
    {"max_file_sharing_exceeded", "the file is shared in as many places as Slack allows"},
    {"message_limit_exceeded", "the workspace has reached its message limit"},
    {"message_not_found", "the message does not exist"},
    {"messages_tab_disabled", "switch on the Messages tab of the app's home"},
    {"metadata_too_large", "the message carries too much metadata"},
    {"method_not_supported_for_channel_type", "this kind of channel does not allow it"},
    {"msg_blocks_too_long", "the message is too long"},
    {"msg_too_long", "the message is too long"},
    {"name_taken", "a channel of this name exists"},
    {"no_permission", "the app lacks a permission"},
    {"no_such_subteam", "there is no such user group"},
    {"no_text", "the message is empty"},
    {"not_allowed_token_type", "the token is of the wrong kind"},
    {"not_authed", "no token was sent"},
    {"not_enabled", "switch on the Home tab of the app"},
    {"not_in_channel", "the bot is not in the channel; invite it"},
    {"not_pinnable", "this cannot be pinned"},
    {"not_reactable", "this takes no reactions"},
    {"org_user_not_in_team", "this person is not in the workspace"},
    {"plan_upgrade_required", "the workspace's plan does not include it"},
    {"posting_to_channel_denied", "posting to the channel is restricted"},
    {"restricted_action", "a preference of the workspace forbids it"},
    {"restricted_action_non_threadable_channel", "the channel takes no threads"},
    {"restricted_action_read_only_channel", "the channel is read-only"},
    {"restricted_action_thread_locked", "the thread is locked"},
    {"restricted_action_thread_only_channel", "the channel takes replies only"},
    {"storage_limit_reached", "the workspace has no room for files left"},
    {"team_access_not_granted", "the app was not granted access to the workspace"},
    {"team_disabled", "the workspace is disabled"},
    {"team_not_found", "the workspace is not known"},
    {"thread_locked", "the thread is locked"},
    {"thread_not_found", "the thread does not exist"},
    {"token_expired", "the token has expired"},
    {"token_revoked", "the token was revoked"},
    {"too_long", "it is longer than Slack allows"},
    {"too_many_bookmarks", "the channel has as many bookmarks as Slack allows"},
    {"too_many_members", "the channel is full"},
    {"too_many_pins", "the channel has as many pins as Slack allows"},
    {"too_many_reactions", "the message has as many reactions as Slack allows"},
    {"too_many_users", "these are more people than Slack takes at once"},
    {"two_factor_setup_required", "two-factor sign-in has to be set up"},
    {"unknown_method", "check slack.api_url"},
    {"user_disabled", "this person's account is switched off"},
    {"user_is_restricted", "guests cannot be invited to it"},
    {"user_not_found", "there is no such person in the workspace"},
    {"user_not_in_channel", "this person is not in the channel"},
    {"user_not_visible", "this person cannot be seen by the bot"},
    {"access_denied", "the bot has no access to it"},
    {"user_removed_from_team", "the bot was removed from the workspace"},
    {"view_too_large", "the view is too large"},
};

}  // namespace secondstory::slack::table
