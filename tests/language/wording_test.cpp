#include "bot/language/wording.hpp"

#include <doctest/doctest.h>

#include "bot/language/rules.hpp"
#include "tests/language/support.hpp"

using namespace secondstory::language;
using secondstory::language::testing::answered;
using secondstory::language::testing::engine;
using secondstory::language::testing::suggestion_of;

namespace {

/// The wording for a text of which all is taken for blame of a person.
std::string worded(const std::string& text, Target target = Target::person,
                   std::string_view category = "C01")
{
  return answered(text, target, category).suggestion.value_or("");
}

}  // namespace

TEST_CASE("what was done is said in the passive, with its place and time")
{
  CHECK(worded("Tomasz deleted both NAT gateways in eu-west-1 at 14:02") ==
        "Both NAT gateways were deleted in eu-west-1 at 14:02.");
  CHECK(worded("the vendor engineer bricked the SBC with the wrong firmware") ==
        "The SBC was bricked with the wrong firmware.");
  CHECK(worded("Brandon force-pushed over the hotfix branch") ==
        "The hotfix branch was force-pushed over.");
}

TEST_CASE("what was not done is said as not done")
{
  CHECK(worded("Kofi never rotated the key") == "The key was not rotated.");
  CHECK(worded("they never even paged us") == "We were not paged.");
  CHECK(worded("you forgot to re-enable the cron after the migration") ==
        "The cron was not re-enabled after the migration.");
  CHECK(worded("nobody tested the backup") == "The backup was not tested.");
  CHECK(worded("the DBA did not run a single test") == "No test was run.");
  CHECK(worded("you should have told us before changing the routing table") ==
        "We were not told before the routing table was changed.");
}

TEST_CASE("what should not have been done was done")
{
  CHECK(worded("dima shouldn't have patched all three regions on the same evening") ==
        "All three regions were patched on the same evening.");
}

TEST_CASE("a question for the person becomes one for the situation")
{
  CHECK(worded("why did you restart db-1 during peak?") ==
        "What led to db-1 being restarted during peak?");
  CHECK(worded("Why has the NOC not seen the loss of 3 of 4 links?") ==
        "What stands in the way of seeing the loss of 3 of 4 links?");
  CHECK(worded("who changed the security group") ==
        "What led to the security group being changed?");
}

TEST_CASE("when and where something was done stays in front")
{
  CHECK(worded("At 14:02 Tom deleted the wrong bucket") ==
        "At 14:02, the wrong bucket was deleted.");
  CHECK(worded("last night you pushed a broken helm chart to prod") ==
        "Last night, a broken helm chart was pushed to prod.");
  CHECK(worded("After the deploy failed, Tom restarted the primary without checking the lag") ==
        "After the deploy failed, the primary was restarted without checking the lag.");
  CHECK(worded("Without telling anyone Tom changed the DNS record") == "");
  CHECK(worded("For no reason Tom turned off the replica") == "");
}

TEST_CASE("what came of an act stays behind it, what tells of a thing does not")
{
  CHECK(worded("Tom pushed the wrong image, which crashed all the pods") ==
        "The wrong image was pushed, which crashed all the pods.");
  CHECK(worded("Tom restarted db-3, which held the lock") == "");
}

TEST_CASE("a verdict goes where the act is told beside it")
{
  CHECK(worded("this is Tom's fault, he deleted the bucket", Target::person, "C07") ==
        "The bucket was deleted.");
  CHECK(worded("Tom was careless and deleted the wrong bucket", Target::person, "C08") ==
        "The wrong bucket was deleted.");
  CHECK(worded("human error: Tom typed the wrong hostname", Target::person, "C10") ==
        "The wrong hostname was typed.");
  CHECK(worded("sorry, my fault, I pushed the wrong tag to api-gw at 14:02", Target::self, "C12") ==
        "The wrong tag was pushed to api-gw at 14:02.");
  CHECK(worded("Tom needs to be more careful with prod", Target::person, "C09") == "");
  CHECK(worded("User error: Petra typed the wrong prefix into table FEES", Target::person, "C10") ==
        "The wrong prefix was typed into table FEES.");
  CHECK(worded("the outage was caused by Lena, who dropped table orders_2024 at 14:02") ==
        "Table orders_2024 was dropped at 14:02.");
}

TEST_CASE("what something was due to goes where it is a fault")
{
  CHECK(worded("Due to carelessness by the night operator, tape VOL0032 was overwritten.",
               Target::person, "C10") == "Tape VOL0032 was overwritten.");
  CHECK(worded("Owing to human error, 3,412 rows of invoices were deleted at 09:12",
               Target::unspecified, "C10") == "3,412 rows of invoices were deleted at 09:12.");
  CHECK(worded("Because of Leo's careless deploy at 17:55 we had no checkout for an hour",
               Target::person, "C08") == "");
}

TEST_CASE("of what is judged only its effect is told")
{
  CHECK(worded("Tom's careless change to nginx.conf took down checkout for 9 minutes",
               Target::person,
               "C08") == "The change to nginx.conf took down checkout for 9 minutes.");
  CHECK(worded("Tom's yaml skills are a joke", Target::person, "C08") == "");
  CHECK(worded("that config was written by a clown", Target::person, "C08") == "");
}

TEST_CASE("what somebody brought about began with what was done")
{
  CHECK(worded("Tom caused the outage by deleting the wrong bucket") ==
        "The outage began when the wrong bucket was deleted.");
  CHECK(worded("the outage was caused by Tom deleting the wrong bucket", Target::person, "C07") ==
        "The outage began when the wrong bucket was deleted.");
  CHECK(worded("80% of our incidents are caused by engineers touching things", Target::team,
               "C10") == "");
}

TEST_CASE("a wish tells what was not done, and what came of it")
{
  CHECK(worded("if you had read the runbook this would not have happened", Target::person, "C04") ==
        "The runbook was not read.");
  CHECK(worded("this would not have happened if Tom had tested the migration", Target::person,
               "C04") == "The migration was not tested.");
  CHECK(worded("checkout would be up if Tom had tested the migration", Target::person, "C04") ==
        "The migration was not tested, and checkout is not up.");
  CHECK(worded("if Tom had set a TTL, the cache would not have filled up", Target::person, "C04") ==
        "No TTL was set, and the cache filled up.");
  CHECK(worded("we would not have lost the eu queue if Tom had tested the change", Target::person,
               "C04") == "The change was not tested, and we lost the eu queue.");
  CHECK(worded("if Tom had read the runbook the failover would have taken 5 minutes and not 50",
               Target::person, "C04") == "");
}

TEST_CASE("what was left undone points at the message")
{
  CHECK(worded("Ana should've caught it in review", Target::person, "C03") ==
        "This was not caught in review.");
  CHECK(worded("nobody checked whether the nightly backup had run", Target::unspecified, "C02") ==
        "It was not checked whether the nightly backup had run.");
  CHECK(worded("Ana didn't even look at the dashboard after deploying", Target::person, "C02") ==
        "The dashboard was not looked at after the deploy.");
}

TEST_CASE("a contrast that a passive would turn stays untold")
{
  CHECK(worded("it was you who flipped the region flag, not the bot") == "");
  CHECK(worded("Support should have escalated at the first call, not the fiftieth", Target::team,
               "C03") == "");
  CHECK(worded("devs never read the logs", Target::team, "C02") == "");
  CHECK(worded("marketing blew up the store page with a 400MB gif", Target::team) == "");
  CHECK(worded("Tom deleted the wrong bucket 😂") == "");
}

TEST_CASE("no command or setting is parted from what it is written on with")
{
  CHECK(worded("Tom ran kubectl delete pod api-6f9c --force in prod") == "");
  CHECK(worded("Tom set max_connections=400 on pg-main") == "");
  CHECK(worded("Tom changed replicas: 3 to replicas: 1") == "");
}

TEST_CASE("what an act was called goes")
{
  CHECK(worded("it was careless of Tom to restart db-3 during peak", Target::person, "C08") ==
        "db-3 was restarted during peak.");
  CHECK(worded("Tom botched the raid rebuild, and pulled the good disk") ==
        "There was a problem with the raid rebuild, and the good disk was pulled.");
  CHECK(worded("what happened is that Tom ran the script against prod instead of the copy") ==
        "The script was run against prod instead of the copy.");
}

TEST_CASE("a label stays in front, one that judges goes")
{
  CHECK(
      worded("Summary for mgmt: Ana merged #8821 against the freeze and brought down US checkout "
             "for 38 minutes.") ==
      "Summary for mgmt: #8821 was merged against the freeze and US checkout was brought down for "
      "38 minutes.");
  CHECK(worded("Root cause: Ana merged a route-map with an implicit deny") ==
        "A route-map with an implicit deny was merged.");
}

TEST_CASE("somebody on another homeserver is spoken to like anybody else")
{
  CHECK(worded("@ines:hosting.example you wiped the wrong volume") ==
        "The wrong volume was wiped.");
  CHECK(worded("you failed to renew the wildcard for *.cust.example") ==
        "The wildcard was not renewed for *.cust.example.");
}

TEST_CASE("clauses about the system stay beside the one that is restated")
{
  CHECK(worded("the on-call paused the wrong consumer group, lag is now 2.3M") ==
        "The wrong consumer group was paused; lag is now 2.3M.");
  CHECK(suggestion_of("they deleted the wrong bucket and checkout returns 502") ==
        "The wrong bucket was deleted and checkout returns 502.");
}

TEST_CASE("the other sentences of a message stay where they blame nobody")
{
  CHECK(suggestion_of("api-3 is back since 14:05. You deployed broken code to api-3.") ==
        "api-3 is back since 14:05. Broken code was deployed to api-3.");
}

TEST_CASE("what was not put back is told beside what was taken away")
{
  CHECK(worded("Tom disabled the WAF rule 941100 and forgot to turn it back on") ==
        "The WAF rule 941100 was disabled and was not turned back on.");
  CHECK(worded("Tom disabled both rules and never re-enabled them") ==
        "Both rules were disabled and were never re-enabled.");
}

TEST_CASE("what hangs on a reason or a time reads on behind it")
{
  CHECK(
      worded(
          "Because Ana merged without rebasing, version 1.8.2 of the schema got applied twice.") ==
      "Because there was a merge without rebasing, version 1.8.2 of the schema got applied twice.");
  CHECK(
      worded("I should have checked that the backup of billing_db completed before dropping the "
             "old one.",
             Target::self, "C12") ==
      "It was not checked that the backup of billing_db completed before the old one was dropped.");
  CHECK(worded("Raj broke the build again by committing the lockfile from node 16.") ==
        "The build was broken again by committing the lockfile from node 16.");
}

TEST_CASE("how often something was done is no part of what it was done to")
{
  CHECK(worded("she restarted the broker 4 times in 10 minutes without telling anyone") ==
        "The broker was restarted 4 times in 10 minutes without anyone being told.");
  CHECK(worded("the on-call clicked retry 14 times") == "");
}

TEST_CASE("the star of a domain stays on it")
{
  CHECK(worded("Someone forgot to renew the cert and now *.shop.example is red") ==
        "The cert was not renewed and now *.shop.example is red.");
}

TEST_CASE("what stands around an object is not drawn into it")
{
  CHECK(worded("the on-call left the laptop uncharged") == "The laptop was left uncharged.");
  CHECK(worded("she flipped the crossplay flag mid-tournament") ==
        "The crossplay flag was flipped mid-tournament.");
  CHECK(worded("they published the config eleven hours before the release") ==
        "The config was published eleven hours before the release.");
  CHECK(worded("the trainee swapped prod and test paths") == "");
  CHECK(worded("Sol typed yes at the prompt") == "");
  CHECK(worded("a manual posting was made by the finance controller against the ledger") == "");
}

TEST_CASE("what would be lost beside the blame keeps the message from being restated")
{
  CHECK(suggestion_of("A nurse deleted the wrong bucket. Whole room dark.") ==
        "The wrong bucket was deleted. Whole room dark.");
  CHECK(suggestion_of("Good morning. You deleted the wrong bucket.") ==
        "The wrong bucket was deleted.");
  CHECK(suggestion_of("Dave deleted the volume in prod. So all customers are down.") ==
        "The volume was deleted in prod. All customers are down.");
  CHECK(suggestion_of("Dave deleted the volume in prod.\n- api-3 is down\n- api-4 is down") == "");
  CHECK(suggestion_of("> is it down?\nDave deleted the volume in prod.") == "");
}

TEST_CASE("jibes do not stay beside what happened")
{
  CHECK(worded("you leaked our token in that paste, well done") == "");
  CHECK(worded("legal deleted the wrong bucket, as is tradition") == "");
  CHECK(worded("His bright idea to merge the two regions has left 600 people without an app") ==
        "");
}

TEST_CASE("where a second verb hangs on one that was not done, nothing is said")
{
  CHECK(worded("he should have paged us and rolled back the change") == "");
  CHECK(worded("they should have trusted the alert instead of silencing it") == "");
}

TEST_CASE("who is to blame goes, and what was done stays")
{
  CHECK(worded("the culprit is Maria, she rotated the API key", Target::person, "C07") ==
        "The API key was rotated.");
  CHECK(worded("it was just human error, the on-call restarted db-5 instead of db-6") ==
        "db-5 was restarted instead of db-6.");
  CHECK(worded("the alert was ignored for 50 minutes by the person on call") ==
        "The alert was not acted on for 50 minutes.");
  CHECK(worded("the runbook was not followed by the engineer on duty") ==
        "The runbook was not followed.");
  CHECK(worded("Tom ignored the two-person rule") == "The two-person rule was not followed.");
  CHECK(worded("against all rules Tom opened port 22") == "");
  CHECK(worded("I acked the page at 03:05 and fell back asleep", Target::self, "C12") == "");
  CHECK(worded("Tom caused the whole outage") == "");
}

TEST_CASE("what came before or after is told as a noun where it has one")
{
  CHECK(worded("Tom should have checked the lag before he failed over to db-9") ==
        "The lag was not checked before the failover to db-9.");
  CHECK(worded("I should have checked the lag on replica-3 before I promoted it", Target::self,
               "C12") == "The lag on replica-3 was not checked before it was promoted.");
  CHECK(worded("nobody bothered to check whether the backup on bkp-01 had finished") ==
        "It was not checked whether the backup on bkp-01 had finished.");
  CHECK(worded("you took down db-7, 300 customers couldn't log in") ==
        "db-7 was taken down; 300 customers couldn't log in.");
  CHECK(worded("that change should never have been approved by Tom") == "The change was approved.");
  CHECK(worded("Infra should have warned every tenant ahead of the upgrade") == "");
  CHECK(worded("Tom could have avoided the deadlock by ordering the updates") == "");
}

TEST_CASE("a plain fact in brackets, or behind a verdict, stays")
{
  CHECK(worded("Luis deleted the wrong S3 bucket (prod-assets instead of stage-assets)") ==
        "The wrong S3 bucket was deleted (prod-assets instead of stage-assets).");
  CHECK(worded("I pushed the wrong tag (v2.3.9) at 10:50", Target::self, "C12") ==
        "The wrong tag (v2.3.9) was pushed at 10:50.");
  CHECK(worded("the outage is on Sam, he disabled the health check on lb-1", Target::person,
               "C07") == "The health check on lb-1 was disabled.");
  CHECK(worded("the whole thing happened because Olga hardcoded the timeout to 3s") ==
        "The timeout was hardcoded to 3s.");
  CHECK(worded("the root cause is that Martin misconfigured the retry policy in order-svc") ==
        "The retry policy was misconfigured in order-svc.");
  CHECK(worded("prod was taken down by Stefan's change to the haproxy timeout") ==
        "Prod was taken down by the change to the haproxy timeout.");
  CHECK(worded("I wish Henrik had tested the failover script before tonight", Target::person,
               "C04") == "The failover script was not tested before tonight.");
  CHECK(worded("Ivan drained node-4 at noon and never put it back in the pool") ==
        "node-4 was drained at noon and was never put back in the pool.");
  CHECK(worded("Priya deleted the wrong bucket and nobody noticed until 14:20") ==
        "The wrong bucket was deleted and this was not noticed until 14:20.");
  CHECK(worded("Tom pushed the config at 02:10 and no one noticed for an hour") ==
        "The config was pushed at 02:10 and this was not noticed for an hour.");
  CHECK(worded("why did they tell the members Monday when no one had asked batch") ==
        "What led to the members being told Monday when no one had asked batch?");
  CHECK(worded("we would be fine if nobody had touched the db", Target::person, "C04") == "");
  CHECK(worded("the migration was run by Jonas on prod before it was tested on staging") ==
        "The migration was run on prod before it was tested on staging.");
  CHECK(worded("you merged that without review and now checkout is down") ==
        "There was a merge without review and now checkout is down.");
  CHECK(worded("Ana approved the PR without reading it") ==
        "The PR was approved without being read.");
  CHECK(worded("nobody on the team had looked at the capacity graph since January") ==
        "The capacity graph had not been looked at since January.");
}

TEST_CASE("what the object is of, and which one, stays with it")
{
  CHECK(worded("Adam restored the backup from last week over the live database") ==
        "The backup from last week was restored over the live database.");
  CHECK(worded("Nora deleted the topic user-events") == "The topic user-events was deleted.");
  CHECK(worded("it was because Lars disabled autoscaling on pool-b that the queue grew to 2M") ==
        "");
  CHECK(worded("Ursula's failure to update the allowlist blocked the provider for 2 hours") == "");
  CHECK(worded("you rushed the fix out without testing it") == "");
}

TEST_CASE("a wish about the past tells what was not done")
{
  CHECK(worded("if you had tested the migration we would not be down") ==
        "The migration was not tested.");
  CHECK(worded("had they renewed the cert, login would work") ==
        "The cert was not renewed, and login does not work.");
  CHECK(worded("If Ms Ogunleye had not disabled the lock, the archive would be complete.") ==
        "The lock was disabled, and the archive is not complete.");
}

TEST_CASE("what belongs to somebody acts by itself, and who did it goes")
{
  CHECK(worded("your script emailed every merchant twice") ==
        "The script emailed every merchant twice.");
  CHECK(worded("the 3DS cert was revoked by someone in security") == "The 3DS cert was revoked.");
  CHECK(worded("Everything that is broken today was broken by Matteo yesterday") ==
        "Everything that is broken today was broken yesterday.");
}

TEST_CASE("what hangs on the agent does not hang in the air")
{
  CHECK(worded("so basically she dropped the keys table thinking it was the staging one") ==
        "The keys table was dropped on the assumption that it was the staging one.");
  CHECK(worded("you didn't check the replica before you cut over the site") ==
        "The replica was not checked before the site was cut over.");
  CHECK(worded("since you touched the GPO, 1,100 PCs have no proxy") ==
        "Since the GPO was touched, 1,100 PCs have no proxy.");
}

TEST_CASE("questions in other clothes are questions for the situation too")
{
  CHECK(worded("do we know who changed the firewall rule?") ==
        "What led to the firewall rule being changed?");
  CHECK(worded("how could you merge the change without review?") ==
        "What led to the change being merged without review?");
  CHECK(worded("what made you restart db-1?") == "What led to db-1 being restarted?");
  CHECK(worded("why'd you even merge") == "What led to the merge?");
}

TEST_CASE("a participle does not part a thing from what belongs to it")
{
  CHECK(worded("who gave write access on flags to interns", Target::unspecified, "C06") ==
        "What led to giving write access on flags to interns?");
  CHECK(worded("who unplugged the switch under desk 12 to charge a phone", Target::unspecified,
               "C06") == "What led to unplugging the switch under desk 12 to charge a phone?");
  CHECK(worded("who left the maintenance flag on in prod", Target::unspecified, "C06") ==
        "What led to the maintenance flag being left on in prod?");
  CHECK(worded("you blocked every customer in the building") == "");
  CHECK(worded("who blocked every customer in the building", Target::unspecified, "C06") ==
        "What led to blocking every customer in the building?");
}

TEST_CASE("what a passive would turn round is not said")
{
  CHECK(worded("couldve just paged me") == "");
  CHECK(worded("the restore was verified by nobody", Target::unspecified, "C02") == "");
  CHECK(worded("they never read the release note, never have", Target::team, "C02") == "");
  CHECK(worded("they never read the release note", Target::team, "C02") ==
        "The release note was not read.");
  CHECK(worded("you should not have approved your own change", Target::person, "C03") == "");
  CHECK(worded("the analyst swapped the sign and then sent it to all suppliers") == "");
  CHECK(worded("the analyst swapped the sign and then sent the file to all suppliers") ==
        "The sign was swapped and then the file was sent to all suppliers.");
  CHECK(worded("you should've rolled back the moment orders dropped", Target::person, "C03") == "");
  CHECK(worded("Elena missed the email from the vendor about the licence server") == "");
  CHECK(worded("Gus pulled the cable for his own laptop") == "");
  CHECK(worded("Gus pulled the cable for the beamer") == "The cable was pulled for the beamer.");
  CHECK(worded("anke ought to have escalated the minute the second mon dropped", Target::person,
               "C03") == "");
}

TEST_CASE("what was noticed or not may be a whole clause")
{
  CHECK(worded("Sven failed to notice that the spark job was writing zero rows", Target::person,
               "C02") == "It was not noticed that the spark job was writing zero rows.");
  CHECK(worded("you could have caught that in the first run", Target::person, "C03") == "");
  CHECK(worded("Sven should have noticed that when the queue filled up", Target::person, "C03") ==
        "");
}

TEST_CASE("what came of it stays")
{
  CHECK(worded("hyejin merged the change with red tests and now every preroll is a black frame") ==
        "The change was merged with red tests and now every preroll is a black frame.");
  CHECK(worded("Ana deleted the wrong bucket and now every job fails") ==
        "The wrong bucket was deleted and now every job fails.");
  CHECK(worded("Dave deleted the volume in prod, and now half the shops have no tax") ==
        "The volume was deleted in prod, and now half the shops have no tax.");
}

TEST_CASE("going ahead and doing it is doing it")
{
  CHECK(worded("so then Pieter went and deleted the lock entries in SM12") ==
        "The lock entries were deleted in SM12.");
}

TEST_CASE("figures of speech are not restated as facts")
{
  CHECK(worded("you wrote the book on kafka", Target::person, "C18") == "");
  CHECK(worded("who dropped the ball") == "");
  CHECK(worded("you pushed garbage to the config repo") == "");
}

TEST_CASE("what would have been is not told as what was")
{
  CHECK(worded("if he had any discipline, tape 0447 would be in the safe") == "");
  CHECK(worded("The checksum job would have flagged this without Marek's shortcut") == "");
}

TEST_CASE("every suggestion for every example of every rule passes the guard and asks something")
{
  for (const Rule& rule : engine().rules().rules()) {
    for (const std::string& hit : rule.hits) {
      for (const Finding& finding : engine().check(hit)) {
        CAPTURE(hit);
        CHECK(finding.question.back() == '?');
        if (!finding.suggestion) continue;
        CAPTURE(*finding.suggestion);
        const char last = finding.suggestion->back();
        CHECK((last == '.' || last == '?'));
        CHECK(engine().check(*finding.suggestion).empty());
        for (const std::string& fact : facts_of(hit)) {
          CHECK(finding.suggestion->find(fact) != std::string::npos);
        }
      }
    }
  }
}

TEST_CASE("a sentence that begins with no keeps its no")
{
  const std::string said = suggestion_of("You pushed broken code to api-3. No rows lost in db-1.");
  CHECK(said.find("No rows lost in db-1.") != std::string::npos);
}

TEST_CASE("where a finding takes in several sentences, one must tell what happened")
{
  CHECK(worded("1.8.0 ships with a test key. An example has to be made of this release.",
               Target::person, "C17") == "");
  CHECK(worded("api-3 is down since 14:05. Tom deleted the wrong volume.") ==
        "api-3 is down since 14:05. The wrong volume was deleted.");
}

TEST_CASE("a condition behind its sentence is not told as done")
{
  CHECK(worded("The log held the answer, had the duty analyst cared to read it.")
            .find("it was read") == std::string::npos);
}

TEST_CASE("who was not told hangs on nobody who is gone")
{
  CHECK(worded("they rotated the signing key without telling mobile") ==
        "The signing key was rotated without mobile being told.");
  CHECK(worded("Sven resized the volume without informing support or the on-call") ==
        "The volume was resized without support or the on-call being informed.");
  CHECK(worded("Ana changed the routes on core-1 without telling the NOC first") ==
        "The routes were changed on core-1 without the NOC being told first.");
}

TEST_CASE("what is part of a thing stays with it")
{
  CHECK(worded("Hiroshi deleted the wrong security group (sg-0a41) at 09:37 UTC.") ==
        "The wrong security group (sg-0a41) was deleted at 09:37 UTC.");
  CHECK(worded("clearly nobody tested the failover of lb-01 to lb-02") ==
        "The failover of lb-01 to lb-02 was not tested.");
  CHECK(worded("who broke prod?") == "What led to prod breaking?");
}

TEST_CASE("a ups is one, and inbound is no part of a rule")
{
  CHECK(worded("the cleaning staff unplugged the ups in comms room 2") ==
        "The ups was unplugged in comms room 2.");
  CHECK(worded("Ifeoma applied the ACL inbound instead of outbound on Gi0/1") ==
        "The ACL was applied inbound instead of outbound on Gi0/1.");
  CHECK(worded("the on-call dba took the wrong decision to failover at 01:10") == "");
}

TEST_CASE("a question about what was missed asks what was in its way")
{
  CHECK(worded("how could you miss that the memory on jvm-06 was growing 200MB per hour") ==
        "What stood in the way of seeing that the memory on jvm-06 was growing 200MB per hour?");
  CHECK(worded("Why haven't you rotated the key after the leak on 12 March?") ==
        "What stands in the way of rotating the key after the leak on 12 March?");
}

TEST_CASE("hindsight is no beginning of what was not done")
{
  CHECK(worded("hindsight is 20/20 but you really should have read the release notes for kafka "
               "3.6") == "");
}

TEST_CASE("what could have been done was not done")
{
  CHECK(worded("you could have held the wave at 1 % like the playbook says, Hideo") ==
        "The wave was not held at 1 % like the playbook says.");
}

TEST_CASE("what somebody was supposed to do was not done")
{
  CHECK(worded("you were supposed to have reviewed the IAM diff") ==
        "The IAM diff was not reviewed.");
  CHECK(worded("Jun was supposed to rotate the key on the 3rd and didn't") ==
        "The key was not rotated on the 3rd.");
  CHECK(worded("they were meant to raise the partition count weeks ago") ==
        "The partition count was not raised weeks ago.");
}

TEST_CASE("how something was done stays with its verb")
{
  CHECK(worded("Marta force pushed main at 10:12 and wiped 14 commits") ==
        "Main was force pushed at 10:12 and 14 commits were wiped.");
  CHECK(worded("they never load tested the new gateway before the sale") ==
        "The new gateway was not load tested before the sale.");
  CHECK(worded("who force pushed main?") == "What led to main being force pushed?");
}

TEST_CASE("where something was to be put is said behind it")
{
  CHECK(worded("he should have put a note in the channel") == "No note was put in the channel.");
  CHECK(worded("the signer was restarted by Emeka at 03:12 with that config push") ==
        "The signer was restarted at 03:12 with that config push.");
}

TEST_CASE("a question may begin in many ways")
{
  CHECK(worded("explain to me why you left port 5432 open") ==
        "What led to port 5432 being left open?");
  CHECK(worded("for what reason did Henrik bypass the merge queue?") ==
        "What led to the merge queue being bypassed?");
  CHECK(worded("y did u merge w/ red pipeline") == "What led to merging with red pipeline?");
  CHECK(worded("tell me who disabled selinux") == "What led to selinux being disabled?");
  CHECK(worded("Is there a reason Gabriela skipped the staging run?") ==
        "What led to the staging run being skipped?");
  CHECK(worded("For no reason Tom turned off the replica") == "");
  CHECK(worded("whose bright idea was it to disable the alerts") ==
        "What led to the alerts being disabled?");
  CHECK(worded("What made you think it was ok to skip the backup on sql-fin-01?") ==
        "What led to skipping the backup on sql-fin-01?");
  CHECK(worded("Why did nobody in the SRE team look at the p99 of search-api?") ==
        "What stood in the way of looking at the p99 of search-api?");
  CHECK(worded("Why is nobody watching the queue?") ==
        "What stands in the way of watching the queue?");
  CHECK(worded("who turned off the backups on nas-9 and since when") == "");
}

TEST_CASE("what may be marks of a format is not told again")
{
  CHECK(worded("He changed the cron from 0 3 * * * to * 3 * * * on etl-1.") == "");
}

TEST_CASE("what nobody can believe was done all the same")
{
  CHECK(worded("are you serious? you ran the load test against the live shop?", Target::person,
               "C13") == "The load test was run against the live shop.");
  CHECK(worded("so NOW u read the docs", Target::person, "C13") == "");
}

TEST_CASE("what would be carried over from the blame, or lost with it, leaves the question alone")
{
  for (const std::string text : {
           "ask Altessa, they broke it",                                    // "It was broken."
           "Roy put the arresters in upside down. All three.",              // a count
           "Ingvild's 'harmless' index rebuild locked the readings table",  // scare quotes
           "who signed this upgrade off?? no seriously give me a name",     // a demand
           "if you'd asked me there'd be no burnt busbar",                  // what happened
           "Karianne left out the one customer who mattered, the tower",    // torn apart
           "he put THE KEY in THE WIKI",                                    // shouted
           "he typed drain instead of cordon",                              // no noun of ours
       }) {
    CAPTURE(text);
    CHECK(worded(text) == "");
  }
}
