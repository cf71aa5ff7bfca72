package tree

import (
	"testing"
	"time"

	"layerfile/agent/wire"
)

const (
	one = "5626abf0f72e58d7a153368ba57db4c673c0e171"
	two = "f719efd430d52bcfc8566a43b2eb655688d38871"
)

func fileEntry(path, digest string) wire.Entry {
	return wire.Entry{Path: path, Kind: "f", Mode: 0o644, Size: 4, Digest: digest}
}

func put(t *testing.T, n *nodes, fresh bool, now time.Time, entries ...wire.Entry) int {
	t.Helper()
	mounts := []string{"/root"}
	manifest, err := NewManifest(fresh, mounts)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if err := manifest.Add(entry); err != nil {
			t.Fatal(err)
		}
	}
	whole, paths, err := manifest.complete(mounts)
	if err != nil {
		t.Fatal(err)
	}
	changed := n.apply(whole, paths, fresh, now)
	n.mark(mounts)
	return changed
}

func TestAnEditKeepsTheNodeAndAnotherKindDoesNot(t *testing.T) {
	n := newNodes()
	now := time.Unix(1700000000, 0)
	put(t, n, true, now, fileEntry("/root/a", one), fileEntry("/root/b", one))
	first := n.byPath["/root/a"]
	if !first.modified.Equal(firstTime) {
		t.Error("a fresh file is not of the constant time")
	}
	if changed := put(t, n, false, now, fileEntry("/root/a", two), fileEntry("/root/b", one)); changed != 1 {
		t.Errorf("%d changes instead of 1", changed)
	}
	if n.byPath["/root/a"] != first || first.digest != two || !first.modified.Equal(now) {
		t.Error("an edit is not in place")
	}
	if !n.byPath["/root/b"].modified.Equal(firstTime) {
		t.Error("what did not change has another time")
	}
	put(t, n, false, now, wire.Entry{Path: "/root/a", Kind: "l", Target: "b"}, fileEntry("/root/b", one))
	if n.byPath["/root/a"].id == first.id || !first.gone {
		t.Error("a link is where the file was")
	}
	if n.byID[first.id] != nil {
		t.Error("a node that nobody knows was kept")
	}
}

func TestANodeStaysWhileTheKernelKnowsIt(t *testing.T) {
	n := newNodes()
	put(t, n, true, time.Now(), fileEntry("/root/d/a", one))
	folder, inside := n.byPath["/root/d"], n.byPath["/root/d/a"]
	inside.lookups, folder.lookups = 1, 1
	put(t, n, false, time.Now(), fileEntry("/root/d", one))
	if n.byID[inside.id] != inside || n.byID[folder.id] != folder || n.byPath["/root/d/a"] != nil {
		t.Error("a node in use was dropped, or is still found")
	}
	if n.byPath["/root"].children["d"].kind != file {
		t.Error("the file is not there")
	}
	inside.lookups = 0
	n.release(inside)
	if n.byID[inside.id] != nil {
		t.Error("a forgotten node was kept")
	}
}

func TestDirectoriesAreThereWithoutBeingNamed(t *testing.T) {
	n := newNodes()
	put(t, n, true, time.Now(), fileEntry("/root/x/y/a", one))
	for path, above := range map[string]bool{"/": true, "/root": false, "/root/x": false, "/root/x/y": false} {
		each := n.byPath[path]
		if each == nil || each.kind != directory || each.above != above || each.root != (path == "/root") {
			t.Errorf("%s is %+v", path, each)
		}
	}
	put(t, n, false, time.Now())
	if n.byPath["/root"] == nil || n.byPath["/root/x"] != nil {
		t.Error("an empty tree has not just its mount")
	}
}

func TestAListingFollowsItsNames(t *testing.T) {
	n := newNodes()
	put(t, n, true, time.Now(), fileEntry("/root/a", one))
	before := n.byPath["/root"].listingNow()
	put(t, n, false, time.Now(), fileEntry("/root/a", two))
	if n.byPath["/root"].listingNow() != before {
		t.Error("an edit changed the listing")
	}
	put(t, n, false, time.Now(), fileEntry("/root/a", two), fileEntry("/root/b", one))
	if n.byPath["/root"].listingNow() == before {
		t.Error("a new name did not change the listing")
	}
}

func TestAnEntryMustBePossible(t *testing.T) {
	manifest, err := NewManifest(true, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range []wire.Entry{
		{Path: "", Kind: "d"}, {Path: "/", Kind: "d"}, {Path: "a", Kind: "d"}, {Path: "/a//b", Kind: "d"},
		{Path: "/a/./b", Kind: "d"}, {Path: "/a", Kind: "p"}, {Path: "/a", Kind: "f", Digest: "../x"},
		{Path: "/a", Kind: "l"},
	} {
		if manifest.Add(entry) == nil {
			t.Errorf("%+v was taken", entry)
		}
	}
	if _, err := NewManifest(true, []string{"/"}); err == nil {
		t.Error("the root can be watched")
	}
}
