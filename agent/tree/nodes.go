package tree

import (
	"path"
	"time"
)

// rootID is FUSE's number of a file system's root.
const rootID = 1

// firstTime is the time of change of files that a machine sees for the first time: the same in each run, so that
// tools which compare times (make) do the same in each run.
var firstTime = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// node is a path of the watched tree. A path keeps its node while it keeps its kind, so that an edit changes a file
// in place for those who have it open.
type node struct {
	facts
	id       uint64
	path     string
	name     string
	parent   *node
	children map[string]*node // nil unless a directory
	modified time.Time

	lookups  uint64 // references that the kernel holds
	opens    int    // handles that are open
	gone     bool   // no longer in the tree, but the kernel may still ask for it
	above    bool   // an ancestor of mounts, below none: exists because of us, which is no news to a step
	root     bool   // the outermost directory of a mount: always exists
	used     bool   // was in use at a boundary, and the kernel has not forgotten it since
	relisted bool   // its names changed in the commit that goes on
	read     bool   // its listing was read, and the kernel has not forgotten it since
	listing  string // listingValue of the children, "" when not computed
}

// nodes is the tree that is served, by path and by number. Its user locks it.
type nodes struct {
	byPath map[string]*node
	byID   map[uint64]*node
	last   uint64
}

func newNodes() *nodes {
	root := &node{
		facts: facts{kind: directory}, id: rootID, path: "/", children: map[string]*node{}, modified: firstTime,
		above: true, lookups: 1,
	}
	return &nodes{byPath: map[string]*node{"/": root}, byID: map[uint64]*node{rootID: root}, last: rootID}
}

// apply makes the tree be `whole`, whose paths come parents first, and returns how many nodes came, went or changed.
func (n *nodes) apply(whole map[string]facts, paths []string, fresh bool, now time.Time) int {
	changed := 0
	for guest, old := range n.byPath {
		if wanted, stays := whole[guest]; guest != "/" && (!stays || wanted.kind != old.kind) {
			changed++
			n.remove(old, fresh, now)
		}
	}
	for _, guest := range paths {
		wanted := whole[guest]
		old := n.byPath[guest]
		switch {
		case old == nil:
			changed++
			n.create(guest, wanted, fresh, now)
		case old.facts != wanted:
			changed++
			old.facts = wanted
			old.modified = now
		}
	}
	return changed
}

func (n *nodes) create(guest string, wanted facts, fresh bool, now time.Time) {
	parent := n.byPath[path.Dir(guest)]
	n.last++
	created := &node{facts: wanted, id: n.last, path: guest, name: path.Base(guest), parent: parent, modified: now}
	if fresh {
		created.modified = firstTime
	}
	if wanted.kind == directory {
		created.children = map[string]*node{}
	}
	parent.children[created.name] = created
	parent.listed(fresh, now)
	n.byPath[guest] = created
	n.byID[created.id] = created
}

// remove takes a node out of the tree. Its children are removed on their own, or come back under a new node.
func (n *nodes) remove(old *node, fresh bool, now time.Time) {
	old.gone = true
	if n.byPath[old.path] == old {
		delete(n.byPath, old.path)
	}
	if old.parent.children[old.name] == old {
		delete(old.parent.children, old.name)
		old.parent.listed(fresh, now)
	}
	n.release(old)
}

// again gives a file a new node. An overlay that still uses what a step made of the old one takes it for another file.
func (n *nodes) again(guest string) {
	old := n.byPath[guest]
	if old == nil || old.kind == directory {
		return
	}
	n.last++
	created := &node{
		facts: old.facts, id: n.last, path: guest, name: old.name, parent: old.parent, modified: old.modified,
	}
	old.gone = true
	old.parent.children[old.name] = created
	n.byPath[guest] = created
	n.byID[created.id] = created
	n.release(old)
}

// listed notes that a directory's names changed. Programs that keep a listing (Python's imports) look at its time.
func (d *node) listed(fresh bool, now time.Time) {
	d.listing, d.relisted = "", true
	if !fresh {
		d.modified = now
	}
}

// release drops what neither the tree nor the kernel knows any more.
func (n *nodes) release(candidate *node) {
	if candidate.gone && candidate.lookups == 0 && candidate.opens == 0 {
		delete(n.byID, candidate.id)
	}
}

// mark finds out which directories are only there because of the mounts.
func (n *nodes) mark(mounts []string) {
	for guest, each := range n.byPath {
		each.above, each.root = guest == "/", false
		if each.kind != directory {
			continue
		}
		within := false
		for _, mount := range mounts {
			switch {
			case guest == mount:
				each.root = true
			case contains(mount, guest):
				within = true
			case contains(guest, mount):
				each.above = true
			}
		}
		if within {
			each.above, each.root = false, false
		}
	}
}

// listingNow is the digest of a directory's names and types.
func (d *node) listingNow() string {
	if d.listing == "" {
		kinds := make(map[string]fileKind, len(d.children))
		for name, child := range d.children {
			kinds[name] = child.kind
		}
		d.listing = listingValue(kinds)
	}
	return d.listing
}
