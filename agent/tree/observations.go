package tree

import (
	"strings"
	"sync"
)

// maxObservations bounds what one step may make the agent remember; past it the step counts as having lost some.
const maxObservations = 2_000_000

// Observation is what something in the machine saw of one path: kind, path, value.
type Observation [3]string

// observations is the log of one step. Everything that the kernel asks lands here before it is answered.
type observations struct {
	mutex sync.Mutex
	seen  map[Observation]struct{}
	lost  bool
}

func (o *observations) add(kind, path, value string) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if o.seen == nil {
		o.seen = map[Observation]struct{}{}
	}
	if len(o.seen) >= maxObservations {
		o.lost = true
		return
	}
	o.seen[Observation{kind, path, value}] = struct{}{}
}

// take ends a step: it empties the log. Observations that others imply are left out: content says what a stat and a
// lookup of the same state say, and a stat what a lookup says.
func (o *observations) take() (items []Observation, lost bool) {
	o.mutex.Lock()
	seen, lost := o.seen, o.lost
	o.seen, o.lost = nil, false
	o.mutex.Unlock()
	files := map[[2]string]struct{}{} // paths with the mode that a content or stat observation gave them
	for item := range seen {
		if mode := fileMode(item); mode != "" {
			files[[2]string{item[1], mode}] = struct{}{}
		}
	}
	for item := range seen {
		if !implied(item, seen, files) {
			items = append(items, item)
		}
	}
	return items, lost
}

func implied(item Observation, seen map[Observation]struct{}, files map[[2]string]struct{}) bool {
	fields := strings.Split(item[2], " ")
	switch {
	case item[0] == Stat && len(fields) == 4:
		_, read := seen[Observation{Content, item[1], fields[3] + " " + fields[1]}]
		return read
	case item[0] == Lookup && len(fields) == 2:
		_, known := files[[2]string{item[1], fields[1]}]
		return known
	case item[0] == Lookup && item[2] == "dir":
		_, known := seen[Observation{Stat, item[1], "dir"}]
		return known
	}
	return false
}

// fileMode is the mode that a content or stat observation of a file contains, "" for others.
func fileMode(item Observation) string {
	fields := strings.Split(item[2], " ")
	switch {
	case item[0] == Content && len(fields) == 2:
		return fields[1]
	case item[0] == Stat && len(fields) == 4:
		return fields[1]
	}
	return ""
}
