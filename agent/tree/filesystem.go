package tree

import (
	"sort"
	"sync/atomic"
	"time"

	"github.com/hanwen/go-fuse/v2/fuse"
	"golang.org/x/sys/unix"
)

// kept is how long the kernel may keep an answer: longer than a step, as a boundary drops all of them.
const kept = time.Hour

// filesystem answers the kernel. Every answer that the kernel may keep is observed when it is given.
type filesystem struct {
	fuse.RawFileSystem
	tree *Tree
}

// own reports whether the agent itself asks, while it mounts.
func (f *filesystem) own(header *fuse.InHeader) bool {
	return uint32(atomic.LoadInt32(&f.tree.ownThread)) == header.Pid
}

// String implements fuse.RawFileSystem.
func (f *filesystem) String() string { return "layer" }

// Lookup tells whether a name is there, its type and mode. Attributes are not kept, so that a stat is told apart.
func (f *filesystem) Lookup(_ <-chan struct{}, header *fuse.InHeader, name string, out *fuse.EntryOut) fuse.Status {
	t := f.tree
	t.mutex.Lock()
	defer t.mutex.Unlock()
	parent := t.nodes.byID[header.NodeId]
	if parent == nil {
		return fuse.Status(unix.ESTALE)
	}
	if parent.kind != directory {
		return fuse.ENOTDIR
	}
	if len(name) > maxName {
		return fuse.Status(unix.ENAMETOOLONG)
	}
	child := parent.children[name]
	if shown := t.shown; shown != nil && shown.parent == parent && shown.name == name && f.own(header) {
		child = shown
	}
	if child == nil {
		if !f.own(header) {
			t.record.add(Absence, join(parent.path, name), Absent)
		}
		out.SetEntryTimeout(kept)
		return fuse.OK
	}
	if !child.above && !child.root && !f.own(header) {
		t.record.add(Entry, child.path, child.entryValue())
	}
	child.lookups++
	out.NodeId, out.Generation = child.id, 1
	if !child.used && !child.gone {
		out.SetEntryTimeout(kept)
	}
	out.SetAttrTimeout(0)
	child.attributes(&out.Attr)
	return fuse.OK
}

// Forget drops references of the kernel.
func (f *filesystem) Forget(id, count uint64) {
	t := f.tree
	t.mutex.Lock()
	defer t.mutex.Unlock()
	forgotten := t.nodes.byID[id]
	if forgotten == nil || id == rootID {
		return
	}
	if count > forgotten.lookups {
		count = forgotten.lookups
	}
	forgotten.lookups -= count
	if forgotten.lookups == 0 {
		forgotten.used, forgotten.read = false, false
	}
	t.nodes.release(forgotten)
}

// GetAttr tells metadata.
func (f *filesystem) GetAttr(_ <-chan struct{}, in *fuse.GetAttrIn, out *fuse.AttrOut) fuse.Status {
	t := f.tree
	t.mutex.Lock()
	defer t.mutex.Unlock()
	asked := t.nodes.byID[in.NodeId]
	if asked == nil {
		return fuse.Status(unix.ESTALE)
	}
	if !f.own(&in.InHeader) {
		t.observe(Stat, asked)
	}
	out.SetTimeout(kept)
	asked.attributes(&out.Attr)
	return fuse.OK
}

// Readlink tells where a link points. The kernel asks each time.
func (f *filesystem) Readlink(_ <-chan struct{}, header *fuse.InHeader) ([]byte, fuse.Status) {
	t := f.tree
	t.mutex.Lock()
	defer t.mutex.Unlock()
	asked := t.nodes.byID[header.NodeId]
	if asked == nil || asked.kind != link {
		return nil, fuse.EINVAL
	}
	t.observe(Link, asked)
	return []byte(asked.target), fuse.OK
}

// StatFs is asked when an overlay is mounted.
func (f *filesystem) StatFs(_ <-chan struct{}, _ *fuse.InHeader, out *fuse.StatfsOut) fuse.Status {
	out.NameLen, out.Bsize, out.Frsize = maxName, 4096, 4096
	return fuse.OK
}

// OpenDir gives a handle that keeps a listing from its start to its end.
func (f *filesystem) OpenDir(_ <-chan struct{}, in *fuse.OpenIn, out *fuse.OpenOut) fuse.Status {
	t := f.tree
	t.mutex.Lock()
	defer t.mutex.Unlock()
	opened := t.nodes.byID[in.NodeId]
	if opened == nil || opened.kind != directory {
		return fuse.ENOTDIR
	}
	out.Fh = t.handles.add(&handle{node: opened})
	opened.opens++
	return fuse.OK
}

// ReadDir tells names. Only this is observed, not opening: programs open directories also to stay in them.
func (f *filesystem) ReadDir(_ <-chan struct{}, in *fuse.ReadIn, out *fuse.DirEntryList) fuse.Status {
	t := f.tree
	t.mutex.Lock()
	defer t.mutex.Unlock()
	opened := t.handles.get(in.Fh)
	if opened == nil {
		return fuse.EBADF
	}
	if !opened.node.above {
		t.observe(Listing, opened.node)
	}
	opened.node.read = true
	if in.Offset == 0 || opened.entries == nil {
		opened.entries = opened.node.directoryEntries()
	}
	for next := in.Offset; next < uint64(len(opened.entries)); next++ {
		if !out.AddDirEntry(opened.entries[next]) {
			break
		}
	}
	return fuse.OK
}

// ReleaseDir ends a listing.
func (f *filesystem) ReleaseDir(in *fuse.ReleaseIn) { f.release(in.Fh) }

// Release ends reading a file.
func (f *filesystem) Release(_ <-chan struct{}, in *fuse.ReleaseIn) { f.release(in.Fh) }

func (f *filesystem) release(number uint64) {
	t := f.tree
	t.mutex.Lock()
	released := t.handles.remove(number)
	if released != nil {
		released.node.opens--
		t.nodes.release(released.node)
	}
	t.mutex.Unlock()
	if released != nil {
		released.close()
	}
}

// observe notes something about a node. The mutex is held.
func (t *Tree) observe(kind Kind, about *node) {
	switch {
	case about.gone:
		t.record.add(kind, about.path, Absent)
	case about.above:
	case kind == Content:
		t.record.add(kind, about.path, about.contentValue())
	case kind == Stat:
		t.record.add(kind, about.path, about.statValue())
	case kind == Listing:
		t.record.add(kind, about.path, about.listingNow())
	case kind == Link:
		t.record.add(kind, about.path, about.target)
	}
}

// attributes fills in what stat shows: root owns everything, its group may write.
func (n *node) attributes(out *fuse.Attr) {
	*out = fuse.Attr{Ino: n.id, Nlink: 1, Blksize: 4096}
	switch n.kind {
	case directory:
		out.Mode = unix.S_IFDIR | 0o775
	case link:
		out.Mode = unix.S_IFLNK | 0o777
		out.Size = uint64(len(n.target))
	default:
		out.Mode = unix.S_IFREG | 0o664
		if n.exec {
			out.Mode = unix.S_IFREG | 0o775
		}
		out.Size = uint64(n.size)
		out.Blocks = (out.Size + 511) / 512
	}
	out.SetTimes(&n.modified, &n.modified, &n.modified)
}

// directoryEntries lists a directory in the order of names, so that each run sees the same.
func (d *node) directoryEntries() []fuse.DirEntry {
	above := d
	if d.parent != nil {
		above = d.parent
	}
	entries := make([]fuse.DirEntry, 0, len(d.children)+2)
	entries = append(entries,
		fuse.DirEntry{Name: ".", Ino: d.id, Mode: unix.S_IFDIR},
		fuse.DirEntry{Name: "..", Ino: above.id, Mode: unix.S_IFDIR})
	for name, child := range d.children {
		entries = append(entries, fuse.DirEntry{Name: name, Ino: child.id, Mode: child.typeBits()})
	}
	names := entries[2:]
	sort.Slice(names, func(i, j int) bool { return names[i].Name < names[j].Name })
	return entries
}

func (n *node) typeBits() uint32 {
	switch n.kind {
	case directory:
		return unix.S_IFDIR
	case link:
		return unix.S_IFLNK
	default:
		return unix.S_IFREG
	}
}

func join(folder, name string) string {
	if folder == "/" {
		return "/" + name
	}
	return folder + "/" + name
}
