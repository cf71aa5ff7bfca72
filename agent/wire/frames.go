package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/vmihailenco/msgpack/v5"
)

// MaxFrame is the longest frame either side sends or accepts, in bytes.
const MaxFrame = 1 << 20

const headerSize = 4

// ErrAway is returned by a port's Read when no host is there; what was received of a frame is void.
var ErrAway = errors.New("the host is away")

// ErrProtocol is wrapped by every error after which nothing more that the host says can be believed.
var ErrProtocol = errors.New("the host broke the protocol")

// Encode returns the frame of a message. It fails where the frame would be longer than MaxFrame.
func Encode(message interface{}) ([]byte, error) {
	var buffer bytes.Buffer
	buffer.Write(make([]byte, headerSize))
	if err := msgpack.NewEncoder(&buffer).Encode(message); err != nil {
		return nil, fmt.Errorf("encoding %T: %w", message, err)
	}
	frame := buffer.Bytes()
	size := len(frame) - headerSize
	if size > MaxFrame {
		return nil, fmt.Errorf("a %T of %d bytes is too long to send", message, size)
	}
	binary.BigEndian.PutUint32(frame, uint32(size))
	return frame, nil
}

// OutputFrames makes frames of what a command prints, one at a time and each in the place of the one before: to make
// them as others are made costs more than to read what is in them.
type OutputFrames struct {
	buffer bytes.Buffer
}

// Encode returns the frame of an Output. It is valid until the next call.
func (f *OutputFrames) Encode(stream int64, data []byte) ([]byte, error) {
	f.buffer.Reset()
	f.buffer.Write(make([]byte, headerSize))
	encoder := msgpack.NewEncoder(&f.buffer)
	err := errors.Join(
		encoder.EncodeMapLen(3),
		encoder.EncodeString("t"), encoder.EncodeString("output"),
		encoder.EncodeString("s"), encoder.EncodeInt(stream),
		encoder.EncodeString("data"), encoder.EncodeBytesLen(len(data)),
	)
	if err != nil {
		return nil, fmt.Errorf("encoding output: %w", err)
	}
	f.buffer.Write(data)
	frame := f.buffer.Bytes()
	size := len(frame) - headerSize
	if size > MaxFrame {
		return nil, fmt.Errorf("output of %d bytes is too long to send", size)
	}
	binary.BigEndian.PutUint32(frame, uint32(size))
	return frame, nil
}

// Decode returns the message in a frame's bytes. The error wraps ErrProtocol.
func Decode(body []byte) (message *Message, err error) {
	// The library is not ours: bytes from outside must never end the agent by a panic in it.
	defer func() {
		if problem := recover(); problem != nil {
			message, err = nil, fmt.Errorf("%w: %v", ErrProtocol, problem)
		}
	}()
	decoder := msgpack.NewDecoder(bytes.NewReader(body))
	message = &Message{}
	if err := decoder.Decode(message); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrProtocol, err)
	}
	if message.Type == "" {
		return nil, fmt.Errorf("%w: a message without a type", ErrProtocol)
	}
	return message, nil
}

// Reader takes frames apart. It is not safe for concurrent use.
type Reader struct {
	port    io.Reader
	pending []byte
	chunk   []byte
}

// NewReader returns a Reader of what arrives at port, whose Read may return ErrAway.
func NewReader(port io.Reader) *Reader {
	return &Reader{port: port, chunk: make([]byte, 64*1024)}
}

// Next returns the next message. It returns ErrAway when the host left (the next call waits for it to come
// back), an error that wraps ErrProtocol when the bytes make no sense, io.EOF when the port is closed.
func (r *Reader) Next() (*Message, error) {
	for {
		body, complete, err := r.cut()
		if err != nil {
			return nil, err
		}
		if complete {
			return Decode(body)
		}
		n, err := r.port.Read(r.chunk)
		r.pending = append(r.pending, r.chunk[:n]...)
		if err != nil && n == 0 {
			r.pending = nil
			return nil, err
		}
	}
}

// cut takes one whole frame from what is pending, if there is one.
func (r *Reader) cut() (body []byte, complete bool, err error) {
	if len(r.pending) < headerSize {
		return nil, false, nil
	}
	size := binary.BigEndian.Uint32(r.pending)
	if size < 1 || size > MaxFrame {
		return nil, false, fmt.Errorf("%w: a frame of %d bytes was announced", ErrProtocol, size)
	}
	end := headerSize + int(size)
	if len(r.pending) < end {
		return nil, false, nil
	}
	body, r.pending = r.pending[headerSize:end:end], r.pending[end:]
	return body, true, nil
}
