package tree

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// Sink takes the contents of one file as they arrive.
type Sink interface {
	Write(data []byte) error
	// Reset forgets what came: it will be sent again.
	Reset() error
	// Finish checks that what came has the digest that the host names.
	Finish(digest string) error
}

// Fetch has the contents of a watched file sent to a sink. It returns when the sink was finished.
type Fetch func(path, digest string, sink Sink) error

// emptyDigest is git's name for no bytes at all.
const emptyDigest = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"

var errInterrupted = errors.New("interrupted")

// blobs keeps the contents that were fetched, named by their digests.
type blobs struct {
	folder string
	fetch  Fetch
	mutex  sync.Mutex
	coming map[string]*arrival
}

// arrival is a digest that is being fetched; done is closed when it is there or failed.
type arrival struct {
	done   chan struct{}
	served string
	err    error
}

func newBlobs(folder string, fetch Fetch) *blobs {
	return &blobs{folder: folder, fetch: fetch, coming: map[string]*arrival{}}
}

// openHere opens contents that were fetched before.
func (b *blobs) openHere(digest string) (*os.File, error) {
	return os.Open(filepath.Join(b.folder, digest))
}

// open opens the contents of a digest, or what the host has at path by now: served is the digest of it.
func (b *blobs) open(path, digest string, by reader) (blob *os.File, served string, err error) {
	served, err = b.bring(path, digest, by)
	if err != nil {
		return nil, "", err
	}
	blob, err = b.openHere(served)
	return blob, served, err
}

// bring makes contents be here. Those who wait for the same digest share one request.
func (b *blobs) bring(path, digest string, by reader) (served string, err error) {
	b.mutex.Lock()
	if _, err := os.Lstat(filepath.Join(b.folder, digest)); err == nil {
		b.mutex.Unlock()
		return digest, nil
	}
	coming := b.coming[digest]
	if coming == nil {
		coming = &arrival{done: make(chan struct{})}
		b.coming[digest] = coming
		go b.receive(path, digest, coming)
	}
	b.mutex.Unlock()
	if !by.wait(coming.done) {
		return "", errInterrupted
	}
	return coming.served, coming.err
}

func (b *blobs) receive(path, digest string, coming *arrival) {
	coming.served, coming.err = b.download(path, digest)
	b.mutex.Lock()
	delete(b.coming, digest)
	b.mutex.Unlock()
	close(coming.done)
}

func (b *blobs) download(path, digest string) (string, error) {
	if err := os.MkdirAll(b.folder, 0o700); err != nil {
		return "", err
	}
	temporary, err := os.CreateTemp(b.folder, "coming-")
	if err != nil {
		return "", err
	}
	defer os.Remove(temporary.Name())
	defer temporary.Close()
	sink := &blobSink{file: temporary}
	if digest == emptyDigest {
		sink.digest = digest
	} else if err := b.fetch(path, digest, sink); err != nil {
		return "", err
	}
	if err := os.Rename(temporary.Name(), filepath.Join(b.folder, sink.digest)); err != nil {
		return "", err
	}
	return sink.digest, nil
}

// blobSink writes contents to a temporary file.
type blobSink struct {
	file   *os.File
	digest string
}

// Write implements Sink.
func (s *blobSink) Write(data []byte) error {
	_, err := s.file.Write(data)
	return err
}

// Reset implements Sink.
func (s *blobSink) Reset() error {
	if err := s.file.Truncate(0); err != nil {
		return err
	}
	_, err := s.file.Seek(0, io.SeekStart)
	return err
}

// Finish implements Sink.
func (s *blobSink) Finish(digest string) error {
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	sum := blobHash(info.Size())
	if _, err := io.Copy(sum, s.file); err != nil {
		return err
	}
	if actual := hex.EncodeToString(sum.Sum(nil)); actual != digest || !isDigest(digest) {
		return fmt.Errorf("what came has the digest %s instead of %q", actual, digest)
	}
	s.digest = digest
	return nil
}
