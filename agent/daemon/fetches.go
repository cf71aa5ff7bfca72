package daemon

import (
	"errors"
	"sync"

	"layerfile/agent/tree"
	"layerfile/agent/wire"
)

// fetches asks the host for contents and hands them to whoever waits.
type fetches struct {
	gate    *wire.Gate
	mutex   sync.Mutex
	last    int64
	waiting map[int64]*fetch
}

// fetch is one request on its way.
type fetch struct {
	path   string
	digest string
	sink   tree.Sink
	done   chan error
}

func newFetches(gate *wire.Gate) *fetches {
	return &fetches{gate: gate, waiting: map[int64]*fetch{}}
}

// fetch sends the contents of path to sink and returns when all of it arrived, or why it cannot.
func (f *fetches) fetch(path, digest string, sink tree.Sink) error {
	request := &fetch{path: path, digest: digest, sink: sink, done: make(chan error, 1)}
	f.mutex.Lock()
	number := f.add(request)
	f.mutex.Unlock()
	if err := f.ask(number, request); err != nil {
		return err
	}
	return <-request.done
}

// add gives a request a new number. The mutex is held.
func (f *fetches) add(request *fetch) int64 {
	f.last++
	f.waiting[f.last] = request
	return f.last
}

func (f *fetches) ask(number int64, request *fetch) error {
	return f.gate.Send(wire.Fetch{Type: "fetch", Stream: number, Path: request.path, Digest: request.digest})
}

// again asks anew for everything that is not there: the host that was asked may be gone since a snapshot.
func (f *fetches) again() {
	f.mutex.Lock()
	old := f.waiting
	f.waiting = map[int64]*fetch{}
	renewed := map[int64]*fetch{}
	for _, request := range old {
		if err := request.sink.Reset(); err != nil {
			request.done <- err
			continue
		}
		renewed[f.add(request)] = request
	}
	f.mutex.Unlock()
	for number, request := range renewed {
		if err := f.ask(number, request); err != nil {
			f.end(number, err)
		}
	}
}

// content takes a piece of what was asked for; pieces for numbers that are not known are old and are dropped.
func (f *fetches) content(number int64, data []byte, last bool, digest string) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	request := f.waiting[number]
	if request == nil {
		return
	}
	err := request.sink.Write(data)
	if err == nil && !last {
		return
	}
	if err == nil {
		err = request.sink.Finish(digest)
	}
	delete(f.waiting, number)
	request.done <- err
}

func (f *fetches) failed(number int64, reason string) {
	f.end(number, errors.New(reason))
}

func (f *fetches) end(number int64, err error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if request := f.waiting[number]; request != nil {
		delete(f.waiting, number)
		request.done <- err
	}
}
