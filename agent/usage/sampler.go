package usage

import (
	"sync"
	"time"

	"layerfile/agent/wire"
)

// Least is the shortest time between two samples.
const Least = 100 * time.Millisecond

// Sampler sends samples while a command runs, and nothing at any other time: an idle machine is not woken, and a
// snapshot holds no sample that is on its way.
type Sampler struct {
	send    func(wire.Sample)
	mutex   sync.Mutex
	stream  int64
	stop    chan struct{} // nil: nothing is sampled
	running sync.WaitGroup
}

// NewSampler returns a sampler that hands samples to send, which may block.
func NewSampler(send func(wire.Sample)) *Sampler { return &Sampler{send: send} }

// Begin samples every so often on behalf of a command, in place of the one before.
func (s *Sampler) Begin(stream int64, every time.Duration) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.quit()
	if every < Least {
		every = Least
	}
	s.stream, s.stop = stream, make(chan struct{})
	s.running.Add(1)
	go s.run(stream, every, s.stop)
}

// End samples no more if that was on behalf of this command.
func (s *Sampler) End(stream int64) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.stream == stream {
		s.quit()
	}
}

// Halt samples no more. What was being sent is sent when it returns.
func (s *Sampler) Halt() {
	s.mutex.Lock()
	s.quit()
	s.mutex.Unlock()
	s.running.Wait()
}

func (s *Sampler) quit() {
	if s.stop != nil {
		close(s.stop)
		s.stop = nil
	}
}

func (s *Sampler) run(stream int64, every time.Duration, stop <-chan struct{}) {
	defer s.running.Done()
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	// Most commands are over before there is anything to tell; they need not pay for the first look.
	select {
	case <-stop:
		return
	case <-time.After(every / 5):
	}
	source := NewSource()
	before, err := source.Now()
	then := time.Now()
	for err == nil {
		select {
		case <-stop:
			return
		case <-ticker.C:
		}
		var now Counters
		if now, err = source.Now(); err == nil {
			at := time.Now()
			sample := between(before, now, at.Sub(then))
			sample.Stream = stream
			s.send(sample)
			before, then = now, at
		}
	}
}

// between is what was used from one moment to another, so long after it.
func between(before, now Counters, passed time.Duration) wire.Sample {
	sample := wire.Sample{
		Type: "sample", Milliseconds: passed.Milliseconds(), Memory: now.Memory, Total: now.Total,
		Read: since(before.Read, now.Read), Written: since(before.Written, now.Written),
	}
	busy, idle := since(before.Busy, now.Busy), since(before.Idle, now.Idle)
	if busy+idle > 0 {
		sample.CPU = float64(busy) / float64(busy+idle)
	}
	return sample
}

// since is how much a counter grew; the kernel's go back a little at times (iowait: man 5 proc_stat).
func since(before, now uint64) uint64 {
	if now < before {
		return 0
	}
	return now - before
}
