package tree

import (
	"path"
	"strings"
	"time"

	"layerfile/agent/wire"
)

// firstSeen is the modification time of everything that a machine is shown for the first time: times must not tell
// more than contents, or a fresh checkout would be another input.
var firstSeen = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// node is one path of the tree. It keeps its number while its kind stays, so that an edit is a change in place for
// whoever holds it open; a path that goes away keeps its node, marked absent.
type node struct {
	number   uint64
	path     string
	attr     attributes
	modified time.Time
	present  bool
	implicit bool // a mount's root or above one: always there, so that it is there is no news
	above    bool // strictly above all mounts: what the machine has there is not seen through this tree
	children map[string]*node
	known    uint64 // lookups that the kernel has not forgotten
}

func (n *node) kinds() map[string]byte {
	kinds := make(map[string]byte, len(n.children))
	for name, child := range n.children {
		kinds[name] = child.attr.kind
	}
	return kinds
}

// change makes the tree be what entries and mounts say, and tells how many paths differ from before.
func (t *Tree) change(entries []wire.Entry, mounts []string, fresh bool) int {
	wanted := map[string]attributes{"/": {kind: 'd', mode: 0o755}}
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Path, "/") || path.Clean(entry.Path) != entry.Path || entry.Kind == "" {
			continue
		}
		wanted[entry.Path] = attributes{entry.Kind[0], entry.Mode, entry.Size, entry.Digest, entry.Target}
	}
	roots := map[string]bool{}
	implicit := map[string]bool{"/": true}
	for _, mount := range mounts {
		wanted[mount] = attributes{kind: 'd', mode: 0o755}
		roots[mount] = true
		for p := mount; p != "/"; p = path.Dir(p) {
			implicit[p] = true
		}
	}
	paths := make([]string, 0, len(wanted))
	for p := range wanted {
		paths = append(paths, p)
	}
	for _, p := range paths {
		for parent := path.Dir(p); parent != "/"; parent = path.Dir(parent) {
			if known, ok := wanted[parent]; ok && known.kind == 'd' {
				break
			}
			wanted[parent] = attributes{kind: 'd', mode: 0o755}
		}
	}
	now := time.Now()
	since := now
	if fresh {
		since = firstSeen
	}
	changed := 0
	for p, n := range t.paths {
		if _, ok := wanted[p]; !ok && n.present {
			n.present = false
			changed++
		}
	}
	for p, attr := range wanted {
		n := t.paths[p]
		if n == nil || n.attr.kind != attr.kind {
			if n != nil {
				n.present = false
			}
			n = t.add(p, attr, since)
			changed++
		} else {
			if !n.present || n.attr != attr {
				changed++
				if n.present || !fresh {
					n.modified = now
				}
			}
			n.attr, n.present = attr, true
		}
		n.implicit = implicit[p]
		n.above = !within(p, roots)
	}
	t.link()
	return changed
}

func (t *Tree) add(p string, attr attributes, modified time.Time) *node {
	t.last++
	n := &node{number: t.last, path: p, attr: attr, modified: modified, present: true}
	t.paths[p] = n
	t.numbers[n.number] = n
	return n
}

// link makes the children of all folders anew.
func (t *Tree) link() {
	for _, n := range t.paths {
		n.children = nil
	}
	for p, n := range t.paths {
		if !n.present || p == "/" {
			continue
		}
		parent := t.paths[path.Dir(p)]
		if parent.children == nil {
			parent.children = map[string]*node{}
		}
		parent.children[path.Base(p)] = n
	}
}

// within tells whether p is one of the roots or lies below one.
func within(p string, roots map[string]bool) bool {
	for ; p != "/"; p = path.Dir(p) {
		if roots[p] {
			return true
		}
	}
	return false
}
