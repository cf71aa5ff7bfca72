package tree

import (
	"errors"
	"io"
	"os"
	"sync"

	"github.com/hanwen/go-fuse/v2/fuse"
	"golang.org/x/sys/unix"
)

// handle is an open file or directory.
type handle struct {
	node    *node
	entries []fuse.DirEntry // of a directory, from the first read on

	mutex  sync.RWMutex // guards what follows; held while contents are read
	blob   *os.File     // of a file
	digest string       // of the blob
}

func (h *handle) close() {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.blob != nil {
		h.blob.Close()
	}
}

// handles numbers what is open. Its user locks it.
type handles struct {
	open map[uint64]*handle
	last uint64
}

func (h *handles) add(opened *handle) uint64 {
	h.last++
	h.open[h.last] = opened
	return h.last
}

func (h *handles) get(number uint64) *handle { return h.open[number] }

func (h *handles) remove(number uint64) *handle {
	removed := h.open[number]
	delete(h.open, number)
	return removed
}

// Open has the contents brought from the host where they are not there yet.
func (f *filesystem) Open(cancel <-chan struct{}, in *fuse.OpenIn, out *fuse.OpenOut) fuse.Status {
	t := f.tree
	if in.Flags&unix.O_ACCMODE != unix.O_RDONLY {
		return fuse.EROFS
	}
	t.mutex.Lock()
	asked := t.nodes.byID[in.NodeId]
	if asked == nil || asked.kind != file {
		t.mutex.Unlock()
		return fuse.Status(unix.ESTALE)
	}
	wanted, guest := asked.digest, asked.path
	t.mutex.Unlock()

	blob, served, err := t.blobs.open(guest, wanted, reader{interrupted: cancel, thread: in.Pid})
	if err != nil {
		if errors.Is(err, errInterrupted) {
			return fuse.EINTR
		}
		t.complain(guest, err)
		return fuse.EIO
	}
	return f.opened(asked, wanted, blob, served, out)
}

// opened makes a handle of a blob. Where the host sent other contents than the manifest had promised, the file has
// changed there: it is served as it is now, and what the kernel knows of the old one is dropped.
func (f *filesystem) opened(asked *node, wanted string, blob *os.File, served string, out *fuse.OpenOut) fuse.Status {
	t := f.tree
	info, err := blob.Stat()
	if err != nil {
		blob.Close()
		return fuse.EIO
	}
	out.OpenFlags = fuse.FOPEN_KEEP_CACHE
	t.mutex.Lock()
	if served != wanted {
		out.OpenFlags = fuse.FOPEN_DIRECT_IO
		if asked.digest == wanted && !asked.gone {
			asked.digest, asked.size, asked.modified = served, info.Size(), t.now()
		}
	}
	if info.Size() == 0 {
		// The kernel asks for nothing of an empty file: opening it is reading it.
		t.observe(Content, asked)
	}
	out.Fh = t.handles.add(&handle{node: asked, blob: blob, digest: served})
	asked.opens++
	t.mutex.Unlock()
	if served != wanted {
		t.server.InodeNotify(asked.id, 0, 0)
	}
	return fuse.OK
}

// Read serves contents, and is what observes them: the kernel keeps the pages until the step ends.
func (f *filesystem) Read(_ <-chan struct{}, in *fuse.ReadIn, buffer []byte) (fuse.ReadResult, fuse.Status) {
	t := f.tree
	t.mutex.Lock()
	opened := t.handles.get(in.Fh)
	if opened == nil || opened.node.kind != file {
		t.mutex.Unlock()
		return nil, fuse.EBADF
	}
	t.observe(Content, opened.node)
	current := opened.node.digest
	t.mutex.Unlock()
	n, err := opened.readAt(buffer, int64(in.Offset), current, t.blobs)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fuse.EIO
	}
	return fuse.ReadResultData(buffer[:n]), fuse.OK
}

// readAt reads the contents that the file has now. Where it was edited since it was opened, Commit has brought the new
// contents: nothing may be waited for here, as the kernel holds pages locked and a boundary waits for them.
func (h *handle) readAt(buffer []byte, offset int64, current string, from *blobs) (int, error) {
	h.mutex.RLock()
	if h.digest == current {
		defer h.mutex.RUnlock()
		return h.blob.ReadAt(buffer, offset)
	}
	h.mutex.RUnlock()
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.digest != current {
		renewed, err := from.openHere(current)
		if err != nil {
			return 0, err
		}
		h.blob.Close()
		h.blob, h.digest = renewed, current
	}
	return h.blob.ReadAt(buffer, offset)
}
