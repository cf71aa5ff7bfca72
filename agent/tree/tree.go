// Package tree is the watched tree: files that COPY brought, served so that everything a step learns of them is seen.
//
// One FUSE file system mirrors the guest's root. Over each watched directory lies an overlay whose lower side is that
// file system and whose upper side is the machine's disk. What the kernel keeps of the answers is dropped at each
// boundary between steps, so that the next step's first touch is seen again.
package tree

import (
	"fmt"
	"log"
	"path/filepath"
	"sync"
	"time"

	"github.com/hanwen/go-fuse/v2/fuse"
)

// Places are where a tree keeps and shows its files.
type Places struct {
	State string // blobs and what steps write; not below a watched directory
	View  string // where the FUSE file system is mounted
}

// Tree is the watched tree. It may be used by many goroutines; Commit and Boundary only one at a time.
type Tree struct {
	places    Places
	blobs     *blobs
	record    *record
	server    *fuse.Server
	view      *mounted // the FUSE mount, nil before the first commit
	overlays  []*overlay
	mounts    []string // all that were ever asked for
	ownThread int32    // the thread that mounts, whose lookups are nobody's observations; atomic

	mutex   sync.Mutex // guards what follows; never held while the kernel is told something
	nodes   *nodes
	handles *handles
	shown   *node // gone, but found by the agent's own lookups
	clock   func() time.Time
}

// New returns an empty tree. Nothing is mounted before the first Commit that asks for it.
func New(places Places, fetch Fetch) *Tree {
	return &Tree{
		places:    places,
		blobs:     newBlobs(filepath.Join(places.State, "blobs"), fetch),
		record:    newRecord(maxObservations),
		nodes:     newNodes(),
		handles:   &handles{open: map[uint64]*handle{}},
		clock:     time.Now,
		ownThread: -1,
	}
}

func (t *Tree) now() time.Time { return t.clock() }

// Commit makes the tree be what the manifest says, for new processes and for those that run. It returns how many
// entries came, went or changed.
func (t *Tree) Commit(manifest *Manifest, now time.Time) (int, error) {
	mounts := t.mounts
	for _, mount := range manifest.mounts {
		mounts = appendNew(mounts, mount)
	}
	t.refresh(manifest)
	whole, paths, err := manifest.complete(mounts)
	if err != nil {
		return 0, err
	}
	if len(mounts) > 0 && t.view == nil {
		if err := t.mountView(); err != nil {
			return 0, err
		}
	}
	t.mounts = mounts
	t.mutex.Lock()
	changed := t.nodes.apply(whole, paths, manifest.fresh, now)
	t.nodes.mark(mounts)
	t.mutex.Unlock()
	mountedNew, err := t.mountOverlays(manifest.mounts)
	if err != nil {
		return changed, err
	}
	if changed > 0 || mountedNew {
		t.dropCaches()
		t.heal()
	}
	t.renew(manifest.renewed)
	return changed, nil
}

// refresh brings the new contents of files that are open: their readers cannot wait for the host (see Read).
func (t *Tree) refresh(manifest *Manifest) {
	needed := map[string]facts{}
	t.mutex.Lock()
	for _, opened := range t.handles.open {
		wanted, stays := manifest.entries[opened.node.path]
		if stays && opened.node.kind == file && wanted.kind == file && wanted.digest != opened.node.digest {
			needed[opened.node.path] = wanted
		}
	}
	t.mutex.Unlock()
	for path, wanted := range needed {
		blob, served, err := t.blobs.open(path, wanted.digest, nobody)
		if err != nil {
			t.complain(path, err)
			continue
		}
		if info, err := blob.Stat(); err == nil {
			wanted.digest, wanted.size = served, info.Size()
			manifest.entries[path] = wanted
		}
		blob.Close()
	}
}

// Boundary ends a step: it returns what was observed since the last one, and drops what the kernel keeps, so that the
// next step's first touch of anything is seen. The record is swapped first: what happens meanwhile is the next step's.
func (t *Tree) Boundary() (observations []Observation, lost bool) {
	observations, lost = t.record.swap()
	t.dropCaches()
	return observations, lost
}

func (t *Tree) complain(path string, err error) {
	log.Printf("%s: %v", path, err)
}

func appendNew(list []string, item string) []string {
	for _, each := range list {
		if each == item {
			return list
		}
	}
	return append(list[:len(list):len(list)], item)
}

func wrap(doing, path string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s %s: %w", doing, path, err)
}
