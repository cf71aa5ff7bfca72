package tree

import (
	"sync"
	"unicode/utf8"
)

// maxObservations is how many one step may make; with more it counts as having read everything.
const maxObservations = 2_000_000

// Observation is one thing that a step learnt about the watched tree.
type Observation struct {
	Kind  Kind
	Path  string
	Value string
}

// record holds the observations of the step that runs.
type record struct {
	mutex sync.Mutex
	limit int
	seen  map[Observation]struct{}
	order []Observation
	lost  bool
}

func newRecord(limit int) *record {
	return &record{limit: limit, seen: map[Observation]struct{}{}}
}

// add keeps an observation unless it was made before.
func (r *record) add(kind Kind, path, value string) {
	observation := Observation{kind, path, value}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if _, known := r.seen[observation]; known {
		return
	}
	if len(r.order) >= r.limit || !utf8.ValidString(path) || !utf8.ValidString(value) {
		// A name that is no text cannot be told to the host; saying so is sound, leaving it out is not.
		r.lost = true
		return
	}
	r.seen[observation] = struct{}{}
	r.order = append(r.order, observation)
}

// swap returns what was observed, and starts the next step's record.
func (r *record) swap() (observations []Observation, lost bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	observations, lost = r.order, r.lost
	r.seen, r.order, r.lost = map[Observation]struct{}{}, nil, false
	return observations, lost
}

// lose says that something was not seen.
func (r *record) lose() {
	r.mutex.Lock()
	r.lost = true
	r.mutex.Unlock()
}
