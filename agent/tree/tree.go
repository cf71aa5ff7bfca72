// Package tree serves the files that COPY placed in the machine, and notes everything that is looked at.
//
// One FUSE file system mirrors the machine's own "/" and holds just the watched files. Over each watched directory an
// overlay is mounted whose lower layers are that part of the FUSE file system and the directory as it was; what steps
// write goes to the machine's disk. So nothing can look at a watched file without a question to this package, except
// from the kernel's caches, and those are dropped at the end of each step.
package tree

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/hanwen/go-fuse/v2/fuse"
	"golang.org/x/sys/unix"

	"layerfile/agent/wire"
)

// Tree is the watched tree of one machine.
type Tree struct {
	mountpoint string
	state      string
	server     *fuse.Server
	blobs      *blobs
	log        observations
	mounted    []string // directories under an overlay, in the order in which they were mounted

	mutex   sync.Mutex
	last    uint64
	paths   map[string]*node
	numbers map[uint64]*node
	files   map[uint64]*openFile
	folders map[uint64]*openFolder
	handles uint64

	incoming []wire.Entry
	begun    *wire.Request
}

// New mounts an empty tree at mountpoint; what it needs on disk goes below state.
func New(mountpoint, state string, port *wire.Port) (*Tree, error) {
	store, err := newBlobs(filepath.Join(state, "blobs"), port)
	if err != nil {
		return nil, err
	}
	t := &Tree{
		mountpoint: mountpoint, state: state, blobs: store,
		paths: map[string]*node{}, numbers: map[uint64]*node{},
		files: map[uint64]*openFile{}, folders: map[uint64]*openFolder{},
	}
	root := t.add("/", attributes{kind: 'd', mode: 0o755}, firstSeen)
	root.implicit = true
	if root.number != fuse.FUSE_ROOT_ID {
		return nil, fmt.Errorf("the root has number %d", root.number)
	}
	if err := os.MkdirAll(mountpoint, 0o755); err != nil {
		return nil, err
	}
	t.server, err = fuse.NewServer(&fileSystem{fuse.NewDefaultRawFileSystem(), t}, mountpoint, &fuse.MountOptions{
		AllowOther: true, FsName: "layer", Name: "layer", DirectMount: true,
		DisableReadDirPlus: true, ExplicitDataCacheControl: true, MaxWrite: 1 << 17, MaxReadAhead: 1 << 17,
	})
	if err != nil {
		return nil, fmt.Errorf("mounting the watched tree: %w", err)
	}
	go t.server.Serve()
	return t, t.server.WaitMount()
}

// Content takes what the host sends for a fetch.
func (t *Tree) Content(r *wire.Request) { t.blobs.receive(r) }

// Resumed asks again for contents that were on their way when the machine was snapshotted.
func (t *Tree) Resumed() { t.blobs.again() }

// Begin, Add and Commit replace the tree; only Commit changes what the machine sees.
func (t *Tree) Begin(r *wire.Request) { t.begun, t.incoming = r, nil }

// Add takes rows of the tree that Begin announced.
func (t *Tree) Add(r *wire.Request) {
	if t.begun != nil && r.ID == t.begun.ID {
		t.incoming = append(t.incoming, r.Entries...)
	}
}

// Commit shows the new tree to all processes, old and new, and returns how many paths changed.
func (t *Tree) Commit(r *wire.Request) (int, error) {
	begun := t.begun
	if begun == nil || begun.ID != r.ID {
		return 0, fmt.Errorf("no tree %d was begun", r.ID)
	}
	for _, mount := range begun.Mounts {
		if !path.IsAbs(mount) || path.Clean(mount) != mount || mount == "/" {
			return 0, fmt.Errorf("%q cannot be watched", mount)
		}
	}
	t.mutex.Lock()
	all := append(append([]string{}, t.mounted...), begun.Mounts...)
	changed := t.change(t.incoming, all, begun.Fresh)
	t.mutex.Unlock()
	t.begun, t.incoming = nil, nil
	t.drop()
	if err := t.mount(begun.Mounts); err != nil {
		return 0, err
	}
	return changed, nil
}

// Boundary ends a step: what was observed in it, and whether some of that was lost. From its return on the kernel
// asks again for everything, so the next step's first look at anything is seen.
func (t *Tree) Boundary() ([]Observation, bool) {
	items, lost := t.log.take()
	if err := t.drop(); err != nil {
		lost = true
	}
	return items, lost
}

// drop empties the kernel's caches. Remounting an overlay or FUSE file system without options drops all its dentries
// that nobody holds, also negative ones (reconfigure_super calls shrink_dcache_sb); those in use are told one by one.
func (t *Tree) drop() error {
	for i := len(t.mounted) - 1; i >= 0; i-- {
		if err := unix.Mount("", t.mounted[i], "", unix.MS_REMOUNT, ""); err != nil {
			return fmt.Errorf("dropping the caches of %s: %w", t.mounted[i], err)
		}
	}
	if err := unix.Mount("", t.mountpoint, "", unix.MS_REMOUNT|unix.MS_NOSUID|unix.MS_NODEV, ""); err != nil {
		return fmt.Errorf("dropping the caches of %s: %w", t.mountpoint, err)
	}
	type held struct {
		number, parent uint64
		name           string
	}
	var all []held
	t.awaitForgets()
	t.mutex.Lock()
	for _, n := range t.numbers {
		if n.known > 0 && n.path != "/" {
			parent := t.paths[path.Dir(n.path)]
			if parent != nil {
				all = append(all, held{n.number, parent.number, path.Base(n.path)})
			}
		}
	}
	t.mutex.Unlock()
	// ENOENT is fine: the kernel has forgotten it in the meantime.
	for _, h := range all {
		t.server.InodeNotify(h.number, 0, 0)
		t.server.EntryNotify(h.parent, h.name)
	}
	return nil
}

// awaitForgets gives the kernel's forget messages the moment they need to arrive: they follow a remount at once, and
// each that arrived spares two notifications.
func (t *Tree) awaitForgets() {
	before := -1
	for i := 0; i < 25; i++ {
		t.mutex.Lock()
		known := 0
		for _, n := range t.numbers {
			if n.known > 0 {
				known++
			}
		}
		t.mutex.Unlock()
		if known == before {
			return
		}
		before = known
		time.Sleep(time.Millisecond)
	}
}

// mount puts overlays over the directories that have none yet, outer ones first; one that is to lie outside of an
// older one takes that along.
func (t *Tree) mount(wanted []string) error {
	sorted := append([]string{}, wanted...)
	sort.Strings(sorted)
	added := false
	for _, directory := range sorted {
		if t.isMounted(directory) {
			continue
		}
		if err := t.mountOne(directory); err != nil {
			return err
		}
		added = true
	}
	if added {
		// What the mounting itself looked at is nobody's input.
		t.log.take()
		return t.drop()
	}
	return nil
}

func (t *Tree) isMounted(directory string) bool {
	for _, known := range t.mounted {
		if known == directory {
			return true
		}
	}
	return false
}

func (t *Tree) mountOne(directory string) error {
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return fmt.Errorf("creating %s: %w", directory, err)
	}
	base := filepath.Join(t.state, "upper", fmt.Sprint(len(t.mounted)))
	upper, work := filepath.Join(base, "upper"), filepath.Join(base, "work")
	for _, folder := range []string{upper, work} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
	}
	// The overlay's root is the upper directory: it has to look like the directory that it covers.
	var status unix.Stat_t
	if err := unix.Stat(directory, &status); err != nil {
		return err
	}
	_ = os.Chown(upper, int(status.Uid), int(status.Gid))
	_ = unix.Chmod(upper, status.Mode&0o7777)
	options := fmt.Sprintf("lowerdir=%s:%s,upperdir=%s,workdir=%s,index=off,metacopy=off,xino=off,redirect_dir=on",
		escape(t.mountpoint+directory), escape(directory), escape(upper), escape(work))
	inner := t.inside(directory)
	kept := make([]string, len(inner))
	for i, old := range inner {
		kept[i] = filepath.Join(t.state, "moved", fmt.Sprint(i))
		if err := moveMount(old, kept[i]); err != nil {
			return err
		}
	}
	if err := unix.Mount("overlay", directory, "overlay", 0, options); err != nil {
		return fmt.Errorf("watching %s: %w", directory, err)
	}
	for i, old := range inner {
		if err := moveMount(kept[i], old); err != nil {
			return err
		}
	}
	t.mounted = append(t.mounted, directory)
	return nil
}

// inside lists the mounted directories below directory.
func (t *Tree) inside(directory string) []string {
	var inner []string
	for _, known := range t.mounted {
		if strings.HasPrefix(known, directory+"/") {
			inner = append(inner, known)
		}
	}
	return inner
}

func moveMount(from, to string) error {
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	if err := unix.Mount(from, to, "", unix.MS_MOVE, ""); err != nil {
		return fmt.Errorf("moving the mount %s: %w", from, err)
	}
	return nil
}

func escape(path string) string {
	return strings.NewReplacer(`\`, `\\`, ":", `\:`, ",", `\,`).Replace(path)
}
