package process

import (
	"os"
	"path/filepath"
	"reflect"
	"sort"
	"testing"
)

func files(t *testing.T) (passwd, group string) {
	t.Helper()
	folder := t.TempDir()
	passwd, group = filepath.Join(folder, "passwd"), filepath.Join(folder, "group")
	for path, text := range map[string]string{
		passwd: "root:x:0:0:root:/root:/bin/bash\nbroken\nann:x:1000:1000::/home/ann:\n",
		group:  "root:x:0:\nann:x:1000:\ndocker:x:998:bob,ann\nsudo:x:27:bob\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return passwd, group
}

func TestAUserHasItsGroups(t *testing.T) {
	passwd, group := files(t)
	for _, name := range []string{"ann", "1000"} {
		user, err := lookup(name, passwd, group)
		if err != nil || user.uid != 1000 || user.gid != 1000 || !reflect.DeepEqual(user.groups, []int{1000, 998}) {
			t.Errorf("%+v, %v", user, err)
		}
	}
	if _, err := lookup("nobody-here", passwd, group); err == nil {
		t.Error("an unknown user was found")
	}
	if user, err := lookup("", filepath.Join(t.TempDir(), "none"), group); err != nil || user.uid != 0 {
		t.Errorf("root needs no file: %+v, %v", user, err)
	}
}

func TestTheEnvironmentIsFilledUp(t *testing.T) {
	passwd, group := files(t)
	user, err := lookup("ann", passwd, group)
	if err != nil {
		t.Fatal(err)
	}
	env := user.environment(map[string]string{"HOME": "/elsewhere", "A": "b"})
	sort.Strings(env)
	want := []string{
		"A=b", "HOME=/elsewhere", "LOGNAME=ann",
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "SHELL=/bin/sh", "USER=ann",
	}
	if !reflect.DeepEqual(env, want) {
		t.Error(env)
	}
}
