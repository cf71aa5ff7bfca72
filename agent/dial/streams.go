// Package dial leads the host to what listens on this machine's localhost: streams of bytes, both ways, each with a window
// that bounds what is under way. What a peer does not read is never waited for by anybody but the one who sends it.
package dial

import (
	"fmt"
	"sync"

	"layerfile/agent/wire"
)

// Window is how many bytes may be under way in each direction of a stream; its receiver makes room for more.
const Window = 512 * 1024

// mostStreams bounds the connections that are open at once: each holds goroutines and up to two windows.
const mostStreams = 1024

// Streams are the host's open connections, by its numbers.
type Streams struct {
	send  func(message interface{})
	mutex sync.Mutex
	open  map[int64]*stream
}

// NewStreams returns none yet. send may block for as long as the host does not listen.
func NewStreams(send func(message interface{})) *Streams {
	return &Streams{send: send, open: map[int64]*stream{}}
}

// Dial connects to a port of localhost in the background and answers with `dialed` or `failed`.
func (s *Streams) Dial(number int64, port int) {
	opened := newStream(number, s.send)
	s.mutex.Lock()
	_, used := s.open[number]
	full := len(s.open) >= mostStreams
	if !used && !full {
		s.open[number] = opened
	}
	s.mutex.Unlock()
	switch {
	case used:
		go s.refuse(number, fmt.Errorf("stream %d is open already", number))
	case full:
		go s.refuse(number, fmt.Errorf("%d connections are open already", mostStreams))
	default:
		go s.run(opened, port)
	}
}

func (s *Streams) run(opened *stream, port int) {
	defer s.forget(opened)
	connection, err := connect(port)
	if err != nil {
		s.refuse(opened.number, err)
		return
	}
	opened.carry(connection)
}

func (s *Streams) refuse(number int64, err error) {
	s.send(wire.Failed{Type: "failed", Re: "dial", Stream: number, Error: err.Error()})
}

func (s *Streams) forget(gone *stream) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.open[gone.number] == gone {
		delete(s.open, gone.number)
	}
}

// Take hands a message about a stream on. It never waits; what is about a stream that is gone is dropped.
func (s *Streams) Take(message *wire.Message) {
	s.mutex.Lock()
	found := s.open[message.Stream]
	s.mutex.Unlock()
	if found == nil {
		return
	}
	switch message.Type {
	case "data":
		found.push(message.Data)
	case "end":
		found.pushEnd()
	case "room":
		found.grant(message.Bytes)
	case "reset":
		found.abort()
	}
}

// Close ends all streams: the host that opened them is gone.
func (s *Streams) Close() {
	s.mutex.Lock()
	open := s.open
	s.open = map[int64]*stream{}
	s.mutex.Unlock()
	for _, each := range open {
		each.abort()
	}
}
