#pragma once

#include <string>

#include "bot/turn.hpp"

namespace secondstory {

/// Whether somebody may change incidents. Where managers are named, they alone may; else every full
/// member of our own organisation. Guests and people from outside are recorded, no more.
enum class Standing { may, may_not, unknown };

/// `outside`: the organisation of somebody who is not of ours; "ORGANISATION:PERSON" names such a
/// person among the managers.
Standing standing(Turn& turn, const std::string& person, const std::string& outside = {});

/// For somebody unknown, or in a channel that is: the event is put off until the service has told
/// who they are, and handled then. False if it has been put off once already; then they stay
/// unknown.
bool put_off(Turn& turn, const Channel& channel, const std::string& person);

/// What somebody is told who may not, or whom we could not learn about in time.
Content refusal(const Turn& turn, Standing standing);

}  // namespace secondstory
