package daemon

import (
	"log"

	"layerfile/agent/wire"
)

// commandEvents tells the host what becomes of one command.
type commandEvents struct {
	daemon *Daemon
	stream int64
	frames wire.OutputFrames
}

// Started implements process.Events.
func (e *commandEvents) Started(pid int) {
	e.daemon.send(wire.Started{Type: "started", Stream: e.stream, Pid: pid})
}

// Output implements process.Events.
func (e *commandEvents) Output(data []byte) {
	frame, err := e.frames.Encode(e.stream, data)
	if err == nil {
		err = e.daemon.gate.SendFrame(frame)
	}
	if err != nil {
		log.Fatalf("output cannot be sent: %v", err)
	}
}

// Exited implements process.Events.
func (e *commandEvents) Exited(code, signal int) {
	e.daemon.sampler.End(e.stream)
	e.daemon.send(wire.Exited{Type: "exited", Stream: e.stream, Code: code, Signal: signal})
}

// Failed implements process.Events.
func (e *commandEvents) Failed(err error) {
	e.daemon.sampler.End(e.stream)
	e.daemon.send(wire.Failed{Type: "failed", Re: "exec", Stream: e.stream, Error: err.Error()})
}
