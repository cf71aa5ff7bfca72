package usage

import (
	"testing"
	"time"

	"layerfile/agent/wire"
)

func sampler() (*Sampler, chan wire.Sample) {
	sent := make(chan wire.Sample, 1024)
	return NewSampler(func(sample wire.Sample) { sent <- sample }), sent
}

func await(t *testing.T, sent <-chan wire.Sample) wire.Sample {
	t.Helper()
	select {
	case sample := <-sent:
		return sample
	case <-time.After(20 * time.Second):
		t.Fatal("no sample came")
		return wire.Sample{}
	}
}

func TestSamplesComeWhileACommandRunsAndNoneAfterIt(t *testing.T) {
	sampler, sent := sampler()
	sampler.Begin(7, 0)
	first, second := await(t, sent), await(t, sent)
	if first.Stream != 7 || second.Milliseconds < Least.Milliseconds()/2 || second.Total == 0 {
		t.Errorf("got %+v and %+v", first, second)
	}
	sampler.End(8)
	await(t, sent)
	sampler.End(7)
	sampler.Halt()
	if got := len(sent); got > 1 {
		t.Errorf("%d samples more", got)
	}
}

func TestHaltWaitsForTheSampleThatIsBeingSent(t *testing.T) {
	sending, sent := make(chan struct{}), make(chan struct{})
	sampler := NewSampler(func(wire.Sample) {
		sending <- struct{}{}
		sent <- struct{}{}
	})
	sampler.Begin(1, 0)
	<-sending
	halted := make(chan struct{})
	go func() {
		sampler.Halt()
		close(halted)
	}()
	select {
	case <-halted:
		t.Fatal("it did not wait")
	case <-sent:
	}
	<-halted
}

func TestANewCommandTakesTheOldOnesPlace(t *testing.T) {
	sampler, sent := sampler()
	sampler.Begin(1, time.Hour)
	sampler.Begin(2, 0)
	sampler.End(1)
	if sample := await(t, sent); sample.Stream != 2 {
		t.Errorf("got %+v", sample)
	}
	sampler.Halt()
	sampler.Halt()
}
