package tree

import (
	"io"
	"os"
	"path"
	"sort"
	"syscall"
	"time"

	"github.com/hanwen/go-fuse/v2/fuse"
)

// cached is how long the kernel may keep an answer; the end of a step drops it in any case.
const cached = time.Hour

// fileSystem answers the kernel. Each answer that tells something about a path is noted first.
type fileSystem struct {
	fuse.RawFileSystem
	tree *Tree
}

type openFile struct {
	node   *node
	digest string
	file   *os.File
	older  []*os.File // still being read by somebody, perhaps
}

func (o *openFile) close() {
	for _, file := range append(o.older, o.file) {
		if file != nil {
			file.Close()
		}
	}
}

type openFolder struct {
	node    *node
	entries []fuse.DirEntry
}

func (f *fileSystem) String() string { return "layer" }

func (f *fileSystem) Lookup(_ <-chan struct{}, header *fuse.InHeader, name string, out *fuse.EntryOut) fuse.Status {
	t := f.tree
	t.mutex.Lock()
	defer t.mutex.Unlock()
	parent := t.numbers[header.NodeId]
	if parent == nil {
		return fuse.Status(syscall.ESTALE)
	}
	child := parent.children[name]
	if child == nil {
		if !parent.above {
			t.log.add(Absence, path.Join(parent.path, name), Absent)
		}
		out.NodeId = 0
		out.SetEntryTimeout(cached)
		return fuse.OK
	}
	if !child.implicit {
		t.log.add(Lookup, child.path, child.attr.entryValue())
	}
	child.known++
	out.NodeId = child.number
	out.Generation = 1
	child.fill(&out.Attr)
	out.SetEntryTimeout(cached)
	// No time-out for attributes: a stat that follows asks again, and so is told from a lookup.
	out.SetAttrTimeout(0)
	return fuse.OK
}

func (f *fileSystem) Forget(number, count uint64) {
	t := f.tree
	t.mutex.Lock()
	defer t.mutex.Unlock()
	n := t.numbers[number]
	if n == nil {
		return
	}
	if n.known <= count {
		n.known = 0
		if t.paths[n.path] != n {
			delete(t.numbers, number)
		}
		return
	}
	n.known -= count
}

func (f *fileSystem) GetAttr(_ <-chan struct{}, input *fuse.GetAttrIn, out *fuse.AttrOut) fuse.Status {
	t := f.tree
	t.mutex.Lock()
	defer t.mutex.Unlock()
	n := t.numbers[input.NodeId]
	if n == nil {
		return fuse.Status(syscall.ESTALE)
	}
	if !n.present {
		t.log.add(Stat, n.path, Absent)
		// Whoever still holds a file that went away sees it as it was.
	} else if !n.implicit {
		t.log.add(Stat, n.path, n.attr.statValue())
	}
	n.fill(&out.Attr)
	out.SetTimeout(cached)
	return fuse.OK
}

func (f *fileSystem) Open(_ <-chan struct{}, input *fuse.OpenIn, out *fuse.OpenOut) fuse.Status {
	t := f.tree
	if input.Flags&syscall.O_ACCMODE != syscall.O_RDONLY {
		return fuse.EROFS
	}
	t.mutex.Lock()
	n := t.numbers[input.NodeId]
	t.mutex.Unlock()
	if n == nil {
		return fuse.Status(syscall.ESTALE)
	}
	handle := &openFile{node: n}
	moved, status := t.ready(handle)
	if !status.Ok() {
		return status
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.handles++
	t.files[t.handles] = handle
	out.Fh = t.handles
	out.OpenFlags = fuse.FOPEN_KEEP_CACHE
	if moved {
		// The size that the kernel knows is no longer right.
		out.OpenFlags = fuse.FOPEN_DIRECT_IO
	}
	return fuse.OK
}

// ready notes that the contents of the handle's file are read, and makes them be there. moved tells that they are
// not what the tree said: the file changed on the host, and the tree was corrected.
func (t *Tree) ready(handle *openFile) (moved bool, status fuse.Status) {
	t.mutex.Lock()
	n := handle.node
	digest := n.attr.digest
	value := n.attr.contentValue()
	if !n.present {
		value = Absent
	}
	if handle.file != nil && handle.digest == digest {
		t.mutex.Unlock()
		t.log.add(Content, n.path, value)
		return false, fuse.OK
	}
	t.mutex.Unlock()
	came, err := t.blobs.get(n.path, digest)
	if err != nil {
		t.log.add(Content, n.path, value)
		return false, fuse.EIO
	}
	file, err := os.Open(t.blobs.name(came))
	if err != nil {
		return false, fuse.ToStatus(err)
	}
	info, err := file.Stat()
	if err != nil {
		return false, fuse.ToStatus(err)
	}
	t.mutex.Lock()
	if came != digest {
		n.attr.digest, n.attr.size, n.modified = came, uint64(info.Size()), time.Now()
		value = n.attr.contentValue()
		moved = true
	}
	if handle.file != nil {
		handle.older = append(handle.older, handle.file)
	}
	handle.file, handle.digest = file, came
	t.mutex.Unlock()
	t.log.add(Content, n.path, value)
	if moved {
		// Not from here: the kernel may hold what the notification needs until this request is answered.
		go t.server.InodeNotify(n.number, 0, 0)
	}
	return moved, fuse.OK
}

func (f *fileSystem) Read(_ <-chan struct{}, input *fuse.ReadIn, buffer []byte) (fuse.ReadResult, fuse.Status) {
	t := f.tree
	t.mutex.Lock()
	handle := t.files[input.Fh]
	t.mutex.Unlock()
	if handle == nil {
		return nil, fuse.EBADF
	}
	if _, status := t.ready(handle); !status.Ok() {
		return nil, status
	}
	n, err := handle.file.ReadAt(buffer, int64(input.Offset))
	if n == 0 && err != nil && err != io.EOF {
		return nil, fuse.EIO
	}
	return fuse.ReadResultData(buffer[:n]), fuse.OK
}

func (f *fileSystem) Release(_ <-chan struct{}, input *fuse.ReleaseIn) {
	t := f.tree
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if handle := t.files[input.Fh]; handle != nil {
		handle.close()
	}
	delete(t.files, input.Fh)
}

func (f *fileSystem) Readlink(_ <-chan struct{}, header *fuse.InHeader) ([]byte, fuse.Status) {
	t := f.tree
	t.mutex.Lock()
	defer t.mutex.Unlock()
	n := t.numbers[header.NodeId]
	if n == nil {
		return nil, fuse.Status(syscall.ESTALE)
	}
	t.log.add(Link, n.path, n.attr.target)
	return []byte(n.attr.target), fuse.OK
}

func (f *fileSystem) OpenDir(_ <-chan struct{}, input *fuse.OpenIn, out *fuse.OpenOut) fuse.Status {
	t := f.tree
	t.mutex.Lock()
	defer t.mutex.Unlock()
	n := t.numbers[input.NodeId]
	if n == nil {
		return fuse.Status(syscall.ESTALE)
	}
	t.handles++
	t.folders[t.handles] = &openFolder{node: n}
	out.Fh = t.handles
	return fuse.OK
}

func (f *fileSystem) ReadDir(_ <-chan struct{}, input *fuse.ReadIn, out *fuse.DirEntryList) fuse.Status {
	t := f.tree
	t.mutex.Lock()
	defer t.mutex.Unlock()
	handle := t.folders[input.Fh]
	if handle == nil {
		return fuse.EBADF
	}
	if input.Offset == 0 || handle.entries == nil {
		handle.entries = handle.node.list()
	}
	if !handle.node.above {
		t.log.add(Listing, handle.node.path, listingValue(handle.node.kinds()))
	}
	for i := input.Offset; i < uint64(len(handle.entries)); i++ {
		if !out.AddDirEntry(handle.entries[i]) {
			break
		}
	}
	return fuse.OK
}

func (f *fileSystem) ReleaseDir(input *fuse.ReleaseIn) {
	t := f.tree
	t.mutex.Lock()
	defer t.mutex.Unlock()
	delete(t.folders, input.Fh)
}

func (f *fileSystem) Access(<-chan struct{}, *fuse.AccessIn) fuse.Status { return fuse.OK }

func (f *fileSystem) StatFs(_ <-chan struct{}, _ *fuse.InHeader, out *fuse.StatfsOut) fuse.Status {
	out.Bsize, out.NameLen = 4096, 255
	return fuse.OK
}

func (n *node) list() []fuse.DirEntry {
	names := make([]string, 0, len(n.children))
	for name := range n.children {
		names = append(names, name)
	}
	sort.Strings(names)
	entries := make([]fuse.DirEntry, 0, len(names))
	for _, name := range names {
		child := n.children[name]
		entries = append(entries, fuse.DirEntry{Name: name, Ino: child.number, Mode: child.mode()})
	}
	return entries
}

// mode is the type and the permissions that the machine sees: the owner is root, and its group may write too.
func (n *node) mode() uint32 {
	switch n.attr.kind {
	case 'd':
		return syscall.S_IFDIR | 0o775
	case 'l':
		return syscall.S_IFLNK | 0o777
	}
	return syscall.S_IFREG | n.attr.mode&0o755 | 0o020
}

func (n *node) fill(out *fuse.Attr) {
	out.Ino = n.number
	out.Mode = n.mode()
	out.Nlink = 1
	out.Blksize = 4096
	switch n.attr.kind {
	case 'f':
		out.Size = n.attr.size
	case 'l':
		out.Size = uint64(len(n.attr.target))
	case 'd':
		out.Size = 4096
	}
	out.Blocks = (out.Size + 511) / 512
	stamp := n.modified
	out.SetTimes(&stamp, &stamp, &stamp)
}
