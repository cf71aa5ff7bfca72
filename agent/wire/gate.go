package wire

import (
	"io"
	"sync"
)

// Gate sends messages to the host, and holds them back between a snapshot and the resume that follows it.
//
// A snapshot is taken while the gate is closed. Nothing may then be half written: the frame's other half would
// reach a host that knows nothing of the first.
type Gate struct {
	port   io.Writer
	mutex  sync.Mutex
	opened *sync.Cond
	closed bool
}

// NewGate returns an open gate to port.
func NewGate(port io.Writer) *Gate {
	gate := &Gate{port: port}
	gate.opened = sync.NewCond(&gate.mutex)
	return gate
}

// Send sends a message once the gate is open. It returns when all of the frame was taken.
func (g *Gate) Send(message interface{}) error {
	frame, err := Encode(message)
	if err != nil {
		return err
	}
	return g.SendFrame(frame)
}

// SendFrame is Send of a message that is a frame already.
func (g *Gate) SendFrame(frame []byte) error {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	for g.closed {
		g.opened.Wait()
	}
	_, err := g.port.Write(frame)
	return err
}

// Answer sends a message even through the closed gate: only answers to what the host asks meanwhile.
func (g *Gate) Answer(message interface{}) error {
	frame, err := Encode(message)
	if err != nil {
		return err
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	_, err = g.port.Write(frame)
	return err
}

// Shut closes the gate. What was being sent is sent when it returns.
func (g *Gate) Shut() {
	g.mutex.Lock()
	g.closed = true
	g.mutex.Unlock()
}

// Open lets everything that waits go on.
func (g *Gate) Open() {
	g.mutex.Lock()
	g.closed = false
	g.mutex.Unlock()
	g.opened.Broadcast()
}

// Closed reports whether messages are held back.
func (g *Gate) Closed() bool {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	return g.closed
}
