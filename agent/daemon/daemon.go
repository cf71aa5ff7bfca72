// Package daemon is the agent's running part: it takes the host's messages and does what they ask.
package daemon

import (
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"time"

	"layerfile/agent/dial"
	"layerfile/agent/process"
	"layerfile/agent/tree"
	"layerfile/agent/usage"
	"layerfile/agent/wire"
)

// Options say how a daemon runs.
type Options struct {
	Version  string
	KeepTime bool // leave the clock alone: for tests outside of a VM
}

// Daemon answers one host at a time.
//
// Messages are taken in order by one loop that never waits for anything but the port: contents that a running
// command or a mount waits for arrive through it. What may take long goes to the queue, or to a goroutine.
type Daemon struct {
	options  Options
	port     wire.Port
	gate     *wire.Gate
	tree     *tree.Tree
	fetches  *fetches
	commands *process.Table
	streams  *dial.Streams
	sampler  *usage.Sampler
	queue    chan func()
	coming   *tree.Manifest // between tree_begin and tree_commit
	comingID int64
	refused  error // why the coming tree cannot be taken
}

// New returns a daemon that serves at port and keeps its files as places says.
func New(port wire.Port, places tree.Places, options Options) *Daemon {
	gate := wire.NewGate(port)
	fetches := newFetches(gate)
	daemon := &Daemon{
		options:  options,
		port:     port,
		gate:     gate,
		fetches:  fetches,
		tree:     tree.New(places, fetches.fetch),
		commands: process.NewTable(),
		queue:    make(chan func(), 64),
	}
	daemon.streams = dial.NewStreams(daemon.send)
	daemon.sampler = usage.NewSampler(func(sample wire.Sample) { daemon.send(sample) })
	return daemon
}

// Serve works until the port ends (nil) or the host breaks the protocol.
func (d *Daemon) Serve() error {
	go func() {
		for work := range d.queue {
			work()
		}
	}()
	reader := wire.NewReader(d.port)
	for {
		message, err := reader.Next()
		switch {
		case err == nil:
			d.take(message)
		case errors.Is(err, wire.ErrAway):
		case errors.Is(err, io.EOF):
			return nil
		default:
			return err
		}
	}
}

// Close takes the watched tree away.
func (d *Daemon) Close() { d.tree.Close() }

func (d *Daemon) take(message *wire.Message) {
	switch message.Type {
	case "hello":
		// Another host: what an earlier one had opened leads nowhere.
		d.streams.Close()
		d.answer(wire.Ready{
			Type: "ready", Version: wire.Version, Nonce: message.Nonce, Agent: d.options.Version, BootID: bootID(),
			Features: wire.Features,
		})
	case "resume":
		d.queue <- func() { d.resume(message) }
	case "quiesce":
		d.queue <- d.quiesce
	case "tree_begin", "tree_entries", "tree_renew", "tree_commit":
		d.takeTree(message)
	case "exec":
		d.exec(message)
	case "signal":
		if err := d.commands.Signal(message.Stream, message.Signum); err != nil {
			d.log("warning", fmt.Sprintf("signal %d: %v", message.Signum, err))
		}
	case "input":
		if err := d.commands.Input(message.Stream, message.Data); err != nil {
			d.log("warning", fmt.Sprintf("input: %v", err))
		}
	case "window":
		if err := d.commands.Resize(message.Stream, message.TTY); err != nil {
			d.log("warning", fmt.Sprintf("window: %v", err))
		}
	case "dial":
		d.dial(message)
	case "data", "end", "room", "reset":
		d.streams.Take(message)
	case "content":
		d.fetches.content(message.Stream, message.Data, message.Last, message.Digest)
	case "fetch_failed":
		d.fetches.failed(message.Stream, message.Error)
	default:
		d.log("warning", fmt.Sprintf("the host sent %q, which this agent does not know", message.Type))
	}
}

// resume makes the machine fit to run after a snapshot; it stays silent unless all of that succeeds.
func (d *Daemon) resume(message *wire.Message) {
	if err := d.refresh(message); err != nil {
		d.answer(wire.Failed{Type: "failed", Re: "resume", Error: err.Error()})
		return
	}
	// First the gate: the host may use the machine as soon as it reads the answer.
	d.gate.Open()
	d.answer(wire.Resumed{Type: "resumed"})
	d.fetches.again()
}

func (d *Daemon) refresh(message *wire.Message) error {
	if !d.options.KeepTime {
		if err := setClock(message.TimeNs); err != nil {
			return err
		}
	}
	if err := addSeed(message.Seed); err != nil {
		return err
	}
	if message.Host != "" {
		return setHostName(message.Host)
	}
	return nil
}

// observedSize is the most bytes of names and values in one frame of observations.
const observedSize = 256 * 1024

// quiesce ends a step: what it observed is sent, and then nothing more until resume.
func (d *Daemon) quiesce() {
	// Before the gate, or a sample would wait behind it and be told after a restore.
	d.sampler.Halt()
	d.gate.Shut()
	observations, lost := d.tree.Boundary()
	items := make([][3]string, 0, 1024)
	size := 0
	for _, observation := range observations {
		item := [3]string{observation.Kind.String(), observation.Path, observation.Value}
		size += len(item[1]) + len(item[2]) + 32
		items = append(items, item)
		if size > observedSize {
			d.answer(wire.Observed{Type: "observed", Lost: lost, Items: items, More: true})
			items, size = items[:0], 0
		}
	}
	d.answer(wire.Observed{Type: "observed", Lost: lost, Items: items})
}

func (d *Daemon) takeTree(message *wire.Message) {
	switch message.Type {
	case "tree_begin":
		d.comingID, d.refused = message.ID, nil
		d.coming, d.refused = tree.NewManifest(message.Fresh, message.Mounts)
	case "tree_entries":
		if d.refused != nil || d.coming == nil || message.ID != d.comingID {
			return
		}
		for _, entry := range message.Entries {
			if d.refused = d.coming.Add(entry); d.refused != nil {
				return
			}
		}
	case "tree_renew":
		if d.refused == nil && d.coming != nil && message.ID == d.comingID {
			d.refused = d.coming.Renew(message.Paths)
		}
	case "tree_commit":
		manifest, refused := d.coming, d.refused
		if manifest == nil && refused == nil || message.ID != d.comingID {
			refused = fmt.Errorf("tree %d was not begun", message.ID)
		}
		d.coming, d.refused = nil, nil
		d.queue <- func() { d.commit(message.ID, manifest, refused) }
	}
}

func (d *Daemon) commit(id int64, manifest *tree.Manifest, refused error) {
	changed := 0
	err := refused
	if err == nil {
		changed, err = d.tree.Commit(manifest, time.Now())
	}
	if err != nil {
		d.send(wire.Failed{Type: "failed", Re: "tree", Error: err.Error()})
		return
	}
	d.send(wire.TreeReady{Type: "tree_ready", ID: id, Changed: changed})
}

func (d *Daemon) exec(message *wire.Message) {
	events := &commandEvents{daemon: d, stream: message.Stream}
	if d.gate.Closed() {
		// Without a resume neither the clock nor the random pool can be trusted.
		d.answer(wire.Failed{Type: "failed", Re: "exec", Stream: message.Stream, Error: "the machine was not resumed"})
		return
	}
	request := process.Request{
		Argv: message.Argv, Env: message.Env, Cwd: message.Cwd, User: message.User, Window: message.TTY,
	}
	if message.Sample > 0 {
		d.sampler.Begin(message.Stream, time.Duration(message.Sample)*time.Millisecond)
	}
	d.commands.Run(message.Stream, request, events)
}

func (d *Daemon) dial(message *wire.Message) {
	if d.gate.Closed() {
		d.answer(wire.Failed{Type: "failed", Re: "dial", Stream: message.Stream, Error: "the machine was not resumed"})
		return
	}
	d.streams.Dial(message.Stream, message.Port)
}

// send sends a message when the gate is open; a port that cannot be written to is the end.
func (d *Daemon) send(message interface{}) {
	if err := d.gate.Send(message); err != nil {
		log.Fatalf("the port cannot be written to: %v", err)
	}
}

func (d *Daemon) answer(message interface{}) {
	if err := d.gate.Answer(message); err != nil {
		log.Fatalf("the port cannot be written to: %v", err)
	}
}

// logSize is the longest text of a log message, in bytes.
const logSize = 4096

// log tells the host, from a goroutine of its own: the loop must not wait at the gate.
func (d *Daemon) log(level, text string) {
	log.Printf("%s: %s", level, text)
	if len(text) > logSize {
		text = text[:logSize]
	}
	text = strings.ToValidUTF8(text, "?")
	go d.send(wire.Log{Type: "log", Level: level, Message: text})
}

func bootID() string {
	text, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}
