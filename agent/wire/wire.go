// Package wire frames and encodes the messages between host and agent.
//
// A frame is a 4-byte big-endian length and that many bytes of MessagePack: one map whose "t" names the type.
// The host's side is runner/layer_runner/guest/wire.py; docs/wire.md says when each message may be sent.
package wire

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"

	"github.com/vmihailenco/msgpack/v5"
)

// MaxFrame is the longest body either side sends or accepts, in bytes.
const MaxFrame = 1 << 20

// Version of the protocol.
const Version = 1

// Entry is one row of a tree: path, kind ("f", "d" or "l"), permission bits, size, digest, link target.
type Entry struct {
	_msgpack struct{} `msgpack:",as_array"`
	Path     string
	Kind     string
	Mode     uint32
	Size     uint64
	Digest   string
	Target   string
}

// Request is any message from the host; which fields mean something depends on Type.
type Request struct {
	Type    string            `msgpack:"t"`
	Stream  uint64            `msgpack:"s"`
	Version int               `msgpack:"v"`
	Nonce   []byte            `msgpack:"nonce"`
	TimeNs  int64             `msgpack:"time_ns"`
	Seed    []byte            `msgpack:"seed"`
	Host    string            `msgpack:"host"`
	ID      int64             `msgpack:"id"`
	Fresh   bool              `msgpack:"fresh"`
	Mounts  []string          `msgpack:"mounts"`
	Entries []Entry           `msgpack:"entries"`
	Argv    []string          `msgpack:"argv"`
	Env     map[string]string `msgpack:"env"`
	Cwd     string            `msgpack:"cwd"`
	User    string            `msgpack:"user"`
	Signum  int               `msgpack:"signum"`
	Data    []byte            `msgpack:"data"`
	Last    bool              `msgpack:"last"`
	Digest  string            `msgpack:"digest"`
	Error   string            `msgpack:"error"`
}

// Message is what the agent sends: the fields of one type, "t" among them.
type Message map[string]interface{}

// Port is the agent's end of the channel. After Quiet nothing is written until Speak, so that a snapshot finds no
// half-written frame in flight.
type Port struct {
	rw    io.ReadWriter
	mutex sync.Mutex
	heard *sync.Cond
	quiet bool
}

// NewPort returns a Port that speaks over rw.
func NewPort(rw io.ReadWriter) *Port {
	port := &Port{rw: rw}
	port.heard = sync.NewCond(&port.mutex)
	return port
}

// Receive reads the next request. A frame that is too long or no message is an error: framing is lost then.
func (p *Port) Receive() (*Request, error) {
	var header [4]byte
	if _, err := io.ReadFull(p.rw, header[:]); err != nil {
		return nil, err
	}
	size := binary.BigEndian.Uint32(header[:])
	if size < 1 || size > MaxFrame {
		return nil, fmt.Errorf("a frame of %d bytes was announced; at most %d are allowed", size, MaxFrame)
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(p.rw, body); err != nil {
		return nil, err
	}
	request := &Request{}
	if err := msgpack.Unmarshal(body, request); err != nil {
		return nil, fmt.Errorf("a message from the host could not be read: %w", err)
	}
	return request, nil
}

// Send writes a message, waiting while the port is quiet.
func (p *Port) Send(message Message) error {
	frame, err := encode(message)
	if err != nil {
		return err
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for p.quiet {
		p.heard.Wait()
	}
	_, err = p.rw.Write(frame)
	return err
}

// SendNow writes a message even while the port is quiet: answers that the host waits for.
func (p *Port) SendNow(message Message) error {
	frame, err := encode(message)
	if err != nil {
		return err
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	_, err = p.rw.Write(frame)
	return err
}

// Quiet stops all that use Send, once what they are writing is written.
func (p *Port) Quiet() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.quiet = true
}

// Speak lets Send go on.
func (p *Port) Speak() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.quiet = false
	p.heard.Broadcast()
}

func encode(message Message) ([]byte, error) {
	body, err := msgpack.Marshal(map[string]interface{}(message))
	if err != nil {
		return nil, err
	}
	if len(body) > MaxFrame {
		return nil, fmt.Errorf("a message of %d bytes is too long to send", len(body))
	}
	frame := make([]byte, 4+len(body))
	binary.BigEndian.PutUint32(frame, uint32(len(body)))
	copy(frame[4:], body)
	return frame, nil
}
