package tree

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"layerfile/agent/wire"
)

// blobs keeps the contents of watched files on the machine's disk, named by digest, and fetches what is missing.
type blobs struct {
	folder  string
	port    *wire.Port
	mutex   sync.Mutex
	last    uint64
	pending map[uint64]*fetch
	digests map[string]*fetch
}

// fetch is one file on its way from the host. done is closed at its end; then err and digest (what came) are set.
type fetch struct {
	path, digest string
	file         *os.File
	size         int64
	done         chan struct{}
	err          error
	came         string
}

func newBlobs(folder string, port *wire.Port) (*blobs, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	return &blobs{folder: folder, port: port, pending: map[uint64]*fetch{}, digests: map[string]*fetch{}}, nil
}

func (b *blobs) name(digest string) string {
	return filepath.Join(b.folder, digest)
}

// get makes the contents of digest be on the disk, and returns the digest of what really came: another one where the
// file changed on the host.
func (b *blobs) get(path, digest string) (string, error) {
	if !isDigest(digest) {
		return "", fmt.Errorf("no digest: %q", digest)
	}
	if _, err := os.Stat(b.name(digest)); err == nil {
		return digest, nil
	}
	b.mutex.Lock()
	f := b.digests[digest]
	if f == nil {
		f = &fetch{path: path, digest: digest, done: make(chan struct{})}
		b.digests[digest] = f
		number := b.register(f)
		b.mutex.Unlock()
		if err := b.ask(number, f); err != nil {
			b.finish(number, f, "", err)
		}
	} else {
		b.mutex.Unlock()
	}
	<-f.done
	return f.came, f.err
}

func (b *blobs) register(f *fetch) uint64 {
	b.last++
	b.pending[b.last] = f
	return b.last
}

func (b *blobs) ask(number uint64, f *fetch) error {
	return b.port.Send(wire.Message{"t": "fetch", "s": number, "path": f.path, "digest": f.digest})
}

// again asks anew for everything that is on its way: the host that was asked may be gone.
func (b *blobs) again() {
	b.mutex.Lock()
	waiting := b.pending
	b.pending = map[uint64]*fetch{}
	numbers := map[uint64]*fetch{}
	for _, f := range waiting {
		if f.file != nil {
			f.file.Close()
			os.Remove(f.file.Name())
			f.file, f.size = nil, 0
		}
		numbers[b.register(f)] = f
	}
	b.mutex.Unlock()
	for number, f := range numbers {
		number, f := number, f
		go func() { _ = b.ask(number, f) }()
	}
}

// receive takes a piece of contents, or the news that there are none.
func (b *blobs) receive(r *wire.Request) {
	b.mutex.Lock()
	f := b.pending[r.Stream]
	b.mutex.Unlock()
	if f == nil {
		return
	}
	if r.Type == "fetch_failed" {
		b.finish(r.Stream, f, "", fmt.Errorf("%s", r.Error))
		return
	}
	if f.file == nil {
		file, err := os.CreateTemp(b.folder, ".tmp-")
		if err != nil {
			b.finish(r.Stream, f, "", err)
			return
		}
		f.file = file
	}
	n, err := f.file.Write(r.Data)
	f.size += int64(n)
	if err == nil && !r.Last {
		return
	}
	if err == nil {
		err = b.keep(f, r.Digest)
	}
	b.finish(r.Stream, f, r.Digest, err)
}

// keep checks the file that has come against the digest that the host gave, and gives it its name.
func (b *blobs) keep(f *fetch, digest string) error {
	defer f.file.Close()
	found, err := digestOf(f.file, f.size)
	if err == nil && found != digest {
		err = fmt.Errorf("contents of %s arrived damaged", f.path)
	}
	if err == nil {
		err = os.Rename(f.file.Name(), b.name(digest))
	}
	if err != nil {
		os.Remove(f.file.Name())
	}
	return err
}

func (b *blobs) finish(number uint64, f *fetch, came string, err error) {
	b.mutex.Lock()
	delete(b.pending, number)
	delete(b.digests, f.digest)
	b.mutex.Unlock()
	f.came, f.err = came, err
	close(f.done)
}

func digestOf(file *os.File, size int64) (string, error) {
	hash := sha1.New()
	fmt.Fprintf(hash, "blob %d\x00", size)
	buffer := make([]byte, 1<<16)
	for offset := int64(0); offset < size; {
		n, err := file.ReadAt(buffer, offset)
		hash.Write(buffer[:n])
		offset += int64(n)
		if n == 0 && err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

func isDigest(text string) bool {
	raw, err := hex.DecodeString(text)
	return err == nil && len(raw) == sha1.Size
}
