// Package peers tries slack-go against the embedded workspace.
package peers

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

const limit = 20 * time.Second

type workspace struct {
	t        *testing.T
	URL      string `json:"url"`
	APIURL   string `json:"api_url"`
	AppToken string `json:"app_token"`
	BotToken string `json:"bot_token"`
}

// Starts a workspace of the test's own; at its end nothing in it may be against Slack's rules.
func start(t *testing.T) *workspace {
	t.Helper()
	program := os.Getenv("SECONDSTORY_WORKSPACE")
	if program == "" {
		program = "../../../build/release/tests/secondstory_workspace"
	}
	command := exec.Command(program, "--listen", "127.0.0.1:0")
	command.Stderr = os.Stderr
	out, err := command.StdoutPipe()
	must(t, err)
	must(t, command.Start())
	line, err := bufio.NewReader(out).ReadBytes('\n')
	must(t, err)
	w := &workspace{t: t}
	must(t, json.Unmarshal(line, w))
	t.Cleanup(func() {
		var found struct{ Violations []json.RawMessage }
		w.get("violations", &found)
		for _, one := range found.Violations {
			t.Errorf("against Slack's rules: %s", one)
		}
		must(t, command.Process.Signal(syscall.SIGTERM))
		must(t, command.Wait())
	})
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *workspace) get(action string, into any) {
	w.t.Helper()
	reply, err := http.Get(w.URL + "/workspace/" + action)
	must(w.t, err)
	defer reply.Body.Close()
	must(w.t, json.NewDecoder(reply.Body).Decode(into))
}

func (w *workspace) post(action string, body map[string]string) map[string]any {
	w.t.Helper()
	text, err := json.Marshal(body)
	must(w.t, err)
	reply, err := http.Post(w.URL+"/workspace/"+action, "application/json", bytes.NewReader(text))
	must(w.t, err)
	defer reply.Body.Close()
	bytes, err := io.ReadAll(reply.Body)
	must(w.t, err)
	answer := map[string]any{}
	must(w.t, json.Unmarshal(bytes, &answer))
	if answer["ok"] != true {
		w.t.Fatalf("%s was refused: %s", action, bytes)
	}
	return answer
}

// Runs what is given and waits until the workspace has taken an acknowledgement.
func (w *workspace) untilAcknowledged(act func()) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, w.URL+"/workspace/events", nil)
	must(w.t, err)
	stream, err := http.DefaultClient.Do(request)
	must(w.t, err)
	defer stream.Body.Close()
	lines := bufio.NewScanner(stream.Body)
	if !lines.Scan() { // its first line: from here on nothing is missed
		w.t.Fatal("no stream of changes")
	}
	act()
	for lines.Scan() {
		if bytes.Contains(lines.Bytes(), []byte(`"type":"acknowledged"`)) {
			return
		}
	}
	w.t.Fatalf("nothing was acknowledged: %v", lines.Err())
}

func (w *workspace) web() *slack.Client {
	return slack.New(w.BotToken, slack.OptionAPIURL(w.APIURL), slack.OptionAppLevelToken(w.AppToken))
}

func (w *workspace) general() string {
	w.t.Helper()
	channels, _, err := w.web().GetConversations(&slack.GetConversationsParameters{})
	must(w.t, err)
	for _, one := range channels {
		if one.Name == "general" {
			return one.ID
		}
	}
	w.t.Fatal("there is no #general")
	return ""
}

// Connected once hello was heard.
func (w *workspace) connect() *socketmode.Client {
	w.t.Helper()
	socket := socketmode.New(w.web())
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = socket.RunContext(ctx)
	}()
	w.t.Cleanup(func() {
		cancel()
		<-ended
	})
	w.heard(socket, socketmode.EventTypeHello)
	return socket
}

func (w *workspace) heard(socket *socketmode.Client, kind socketmode.EventType) socketmode.Event {
	w.t.Helper()
	deadline := time.After(limit)
	for {
		select {
		case event := <-socket.Events:
			if event.Type == kind {
				return event
			}
			if event.Request != nil && event.Request.EnvelopeID != "" {
				w.t.Fatalf("heard %s instead of %s", event.Type, kind)
			}
		case <-deadline:
			w.t.Fatalf("did not hear %s", kind)
		}
	}
}

func TestHearsAMessageAndAcknowledgesIt(t *testing.T) {
	w := start(t)
	socket := w.connect()
	said := w.post("say", map[string]string{"user": "priya", "channel": "general", "text": "it is <slow>"})
	event := w.heard(socket, socketmode.EventTypeEventsAPI)
	w.untilAcknowledged(func() { socket.Ack(*event.Request) })
	inner := event.Data.(slackevents.EventsAPIEvent).InnerEvent.Data.(*slackevents.MessageEvent)
	if inner.TimeStamp != said["ts"] || inner.Text != "it is &lt;slow&gt;" || inner.User != "U0PRIYA" {
		t.Errorf("heard %+v", inner)
	}
}

func TestAnswersACommandInItsAcknowledgement(t *testing.T) {
	w := start(t)
	socket := w.connect()
	w.post("slash", map[string]string{"user": "sam", "channel": "general", "command": "/incident", "text": "status"})
	event := w.heard(socket, socketmode.EventTypeSlashCommand)
	command := event.Data.(slack.SlashCommand)
	if command.Command != "/incident" || command.Text != "status" || command.UserID != "U0SAM" {
		t.Errorf("heard %+v", command)
	}
	w.untilAcknowledged(func() { socket.Ack(*event.Request, map[string]string{"text": "all is well"}) })
	var seen struct{ Ephemeral []struct{ Text string } }
	w.get("messages?channel=general&user=sam", &seen)
	if len(seen.Ephemeral) != 1 || seen.Ephemeral[0].Text != "all is well" {
		t.Errorf("sam sees %+v", seen.Ephemeral)
	}
}

func TestIsToldOfAPressedButton(t *testing.T) {
	w := start(t)
	button := slack.NewButtonBlockElement("accept", "7", slack.NewTextBlockObject("plain_text", "Accept", false, false))
	_, ts, err := w.web().PostMessage(w.general(), slack.MsgOptionText("choose", false),
		slack.MsgOptionBlocks(slack.NewActionBlock("choice", button)))
	must(t, err)
	socket := w.connect()
	own := w.heard(socket, socketmode.EventTypeEventsAPI) // its own message, which fell while it was away
	w.untilAcknowledged(func() { socket.Ack(*own.Request) })
	w.post("press", map[string]string{"user": "priya", "channel": "general", "ts": ts, "action_id": "accept"})
	event := w.heard(socket, socketmode.EventTypeInteractive)
	w.untilAcknowledged(func() { socket.Ack(*event.Request) })
	pressed := event.Data.(slack.InteractionCallback)
	actions := pressed.ActionCallback.BlockActions
	if len(actions) != 1 || actions[0].Value != "7" || pressed.User.ID != "U0PRIYA" || pressed.Container.MessageTs != ts {
		t.Errorf("heard %+v", pressed)
	}
}

func TestPostsUpdatesAndReadsTheHistory(t *testing.T) {
	w := start(t)
	general := w.general()
	_, ts, err := w.web().PostMessage(general, slack.MsgOptionText("one", false))
	must(t, err)
	_, _, err = w.web().PostMessage(general, slack.MsgOptionText("reply", false), slack.MsgOptionTS(ts))
	must(t, err)
	_, _, _, err = w.web().UpdateMessage(general, ts, slack.MsgOptionText("two", false))
	must(t, err)
	history, err := w.web().GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: general})
	must(t, err)
	if len(history.Messages) == 0 || history.Messages[0].Text != "two" {
		t.Errorf("the history is %+v", history.Messages)
	}
	replies, _, _, err := w.web().GetConversationReplies(
		&slack.GetConversationRepliesParameters{ChannelID: general, Timestamp: ts})
	must(t, err)
	if len(replies) != 2 || replies[1].Text != "reply" {
		t.Errorf("the thread is %+v", replies)
	}
	_, _, _, err = w.web().UpdateMessage(general, "1.000001", slack.MsgOptionText("three", false))
	if err == nil || err.Error() != "message_not_found" {
		t.Errorf("an unknown message gave %v", err)
	}
}
