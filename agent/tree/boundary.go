package tree

import (
	"log"
	"time"
)

// settleTime is how long the kernel's own forgetting is waited for, so that less has to be notified.
const settleTime = 30 * time.Millisecond

// dropCaches makes the kernel ask again for everything. Nothing is locked meanwhile: a lookup that waits for the agent
// holds its directory's lock, which a notification needs too.
func (t *Tree) dropCaches() {
	if t.view == nil {
		return
	}
	t.reconfigureAll()
	t.settle()
	t.checkRoots()
	t.notifyAll()
	// Names that were being looked up while the first drop went on.
	t.reconfigureAll()
}

// reconfigureAll drops unused entries: first the overlays', which hold on to the view's.
func (t *Tree) reconfigureAll() {
	for _, each := range t.overlays {
		t.reconfigure(&each.mounted, each.guest)
	}
	t.reconfigure(t.view, t.places.View)
}

func (t *Tree) reconfigure(which *mounted, path string) {
	if err := which.reconfigure(); err != nil {
		log.Printf("%s: dropping caches: %v", path, err)
		t.record.lose()
	}
}

// settle waits until the kernel has told what it forgot.
func (t *Tree) settle() {
	known := t.known()
	for end := time.Now().Add(settleTime); known > 0 && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
		now := t.known()
		if now == known {
			return
		}
		known = now
	}
}

// known is the number of nodes that the kernel holds.
func (t *Tree) known() int {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	count := 0
	for _, each := range t.nodes.byID {
		if each.lookups > 0 {
			count++
		}
	}
	return count
}

// held is a node that the kernel still knows, by what a notification needs.
type held struct {
	id, parent uint64
	name       string
	keep       bool // its entry cannot change
}

// notifyAll drops what is in use: pages of open and mapped files, attributes, names of working directories.
func (t *Tree) notifyAll() {
	for _, each := range t.heldNodes() {
		// An entry or node that the kernel has forgotten meanwhile is no failure.
		if !each.keep {
			t.server.EntryNotify(each.parent, each.name)
		}
		t.server.InodeNotify(each.id, 0, 0)
	}
}

// heldNodes lists what the kernel still knows, and makes up for two things that no notification can do.
//
// A name that is in use leaves the kernel's table of names when it is notified, and cannot be reached by the next
// notification, while the overlay goes on using it: from now on it has to be asked for each time.
//
// An overlay keeps a merged listing for as long as somebody has the directory open, and does not ask for it again: what
// was listed before counts as listed in the new step too.
func (t *Tree) heldNodes() []held {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	list := make([]held, 0, 64)
	for _, each := range t.nodes.byID {
		if each.lookups == 0 && each.opens == 0 {
			continue
		}
		one := held{id: each.id, keep: each.above || each.root}
		if each.parent != nil {
			one.parent, one.name = each.parent.id, each.name
		}
		list = append(list, one)
		each.used = !one.keep
		if each.read && each.kind == directory && !each.gone {
			t.observe(Listing, each)
		}
	}
	return list
}
