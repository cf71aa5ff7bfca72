package process

import (
	"fmt"
	"os"
	"sync"
	"syscall"

	"layerfile/agent/wire"
)

// Table holds the commands whose output may still come, by the host's stream number.
type Table struct {
	mutex   sync.Mutex
	streams map[int64]*stream
}

// stream is a command on its way through the table.
type stream struct {
	mutex    sync.Mutex
	pid      int              // 0 until started
	ended    bool             // the main process was waited for: its number may be another's now
	early    []syscall.Signal // sent before there was a process
	replaced bool             // another command took the number
	terminal *os.File         // nil where it has none, or none yet or any more
	typed    chan []byte      // what waits to be typed into it; nil where it never has one, or none any more
	window   *wire.Window     // told before there was a terminal
}

// typedAhead is how many pieces of input wait for a program that does not read; more are dropped.
const typedAhead = 1024

// NewTable returns an empty table.
func NewTable() *Table { return &Table{streams: map[int64]*stream{}} }

// Run starts a command in the background and reports to events. A number that is in use goes over to the new
// command: a host that has just restored a snapshot does not know what was started before it, and must not take that
// output for its own command's.
func (t *Table) Run(number int64, request Request, events Events) {
	entry := &stream{}
	if request.Window != nil {
		// The host types at once, before there is a process.
		entry.typed = make(chan []byte, typedAhead)
	}
	t.mutex.Lock()
	old := t.streams[number]
	t.streams[number] = entry
	t.mutex.Unlock()
	if old != nil {
		old.mutex.Lock()
		old.replaced = true
		old.mutex.Unlock()
	}
	go t.run(number, entry, request, events)
}

func (t *Table) run(number int64, entry *stream, request Request, events Events) {
	defer t.forget(number, entry)
	cgroup := makeCgroup(number)
	defer removeCgroup(cgroup)
	started, err := start(request, cgroup)
	if err != nil {
		events.Failed(err)
		return
	}
	events.Started(started.process.Pid)
	entry.begin(started.process.Pid)
	if started.terminal {
		defer entry.attach(started.output)()
	}
	started.follow(&muted{Events: events, entry: entry}, entry.end)
}

func (t *Table) forget(number int64, entry *stream) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.streams[number] == entry {
		delete(t.streams, number)
	}
}

// Signal sends a signal to a command's process group.
func (t *Table) Signal(number int64, signum int) error {
	if signum < 1 || signum > 64 {
		return fmt.Errorf("there is no signal %d", signum)
	}
	t.mutex.Lock()
	entry := t.streams[number]
	t.mutex.Unlock()
	if entry == nil {
		return fmt.Errorf("no command runs on stream %d", number)
	}
	return entry.signal(syscall.Signal(signum))
}

// Input types into a command's terminal. It never waits: what the command does not read is kept for a while.
func (t *Table) Input(number int64, data []byte) error {
	t.mutex.Lock()
	entry := t.streams[number]
	t.mutex.Unlock()
	if entry == nil {
		return fmt.Errorf("no command runs on stream %d", number)
	}
	entry.mutex.Lock()
	defer entry.mutex.Unlock()
	if entry.typed == nil {
		return fmt.Errorf("the command on stream %d has no terminal", number)
	}
	select {
	case entry.typed <- data:
		return nil
	default:
		return fmt.Errorf("the command on stream %d reads nothing: %d bytes are lost", number, len(data))
	}
}

// Resize tells a command's terminal its size.
func (t *Table) Resize(number int64, window *wire.Window) error {
	t.mutex.Lock()
	entry := t.streams[number]
	t.mutex.Unlock()
	if entry == nil || window == nil {
		return fmt.Errorf("no command with a window runs on stream %d", number)
	}
	entry.mutex.Lock()
	defer entry.mutex.Unlock()
	if entry.typed == nil {
		return fmt.Errorf("the command on stream %d has no terminal", number)
	}
	if entry.terminal == nil {
		entry.window = window
		return nil
	}
	return resize(entry.terminal, *window)
}

// attach types what comes into a terminal, until the function that it returns is called.
func (s *stream) attach(terminal *os.File) func() {
	s.mutex.Lock()
	typed := s.typed
	s.terminal = terminal
	if s.window != nil {
		_ = resize(terminal, *s.window)
	}
	s.mutex.Unlock()
	go func() {
		for data := range typed {
			_, _ = terminal.Write(data)
		}
	}()
	return func() {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		s.terminal, s.typed = nil, nil
		close(typed)
	}
}

func (s *stream) begin(pid int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.pid = pid
	for _, signal := range s.early {
		_ = syscall.Kill(-pid, signal)
	}
}

func (s *stream) end() {
	s.mutex.Lock()
	s.ended = true
	s.mutex.Unlock()
}

func (s *stream) signal(signal syscall.Signal) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.pid == 0 {
		s.early = append(s.early, signal)
		return nil
	}
	if err := syscall.Kill(-s.pid, signal); err != nil && !(s.ended && err == syscall.ESRCH) {
		return err
	}
	return nil
}

// muted drops what a command says after its number was given to another.
type muted struct {
	Events
	entry *stream
}

func (m *muted) silent() bool {
	m.entry.mutex.Lock()
	defer m.entry.mutex.Unlock()
	return m.entry.replaced
}

// Output implements Events.
func (m *muted) Output(data []byte) {
	if !m.silent() {
		m.Events.Output(data)
	}
}

// Exited implements Events.
func (m *muted) Exited(code, signal int) {
	if !m.silent() {
		m.Events.Exited(code, signal)
	}
}
