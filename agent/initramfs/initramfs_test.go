package initramfs

import (
	"os"
	"path/filepath"
	"testing"
)

func TestTheCommandLineNamesTheRoot(t *testing.T) {
	for line, want := range map[string]commandLine{
		"console=ttyS0 root=/dev/vda rw quiet\n": {root: "/dev/vda", init: "/sbin/init", writable: true},
		"root=/dev/vdb init=/bin/sh ro":          {root: "/dev/vdb", init: "/bin/sh"},
		"rw":                                     {init: "/sbin/init", writable: true},
	} {
		if actual := parseCommandLine(line); actual != want {
			t.Errorf("%q is %+v", line, actual)
		}
	}
}

func TestAMachineWithoutModulesStarts(t *testing.T) {
	if err := loadModules(filepath.Join(t.TempDir(), "list")); err != nil {
		t.Error(err)
	}
}

func TestAModuleThatIsMissingIsNamed(t *testing.T) {
	list := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(list, []byte("\n# virtio\n/no/such.ko\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := loadModules(list); err == nil {
		t.Error("a missing module was ignored")
	}
}
