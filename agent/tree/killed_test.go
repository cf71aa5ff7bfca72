package tree

import "testing"

func TestOnlyASignalThatEndsAReaderLetsItGo(t *testing.T) {
	for status, want := range map[string]bool{
		"Name:\tcat\nSigPnd:\t0000000000000000\nShdPnd:\t0000000000000000\n":                false,
		"SigPnd:\t0000000000000100\nShdPnd:\t0000000000000000\nSigCgt:\t0000000000000000\n": true, // SIGKILL
		"SigPnd:\t0000000000000000\nShdPnd:\t0000000000004000\nSigCgt:\t0000000000000000\n": true, // SIGTERM
		"SigPnd:\t0000000000000000\nShdPnd:\t0000000000004000\nSigCgt:\t0000000000004000\n": false,
		"SigPnd:\t0000000000000000\nShdPnd:\t0000000000004000\nSigIgn:\t0000000000004000\n": false,
		"SigPnd:\t0000000000000000\nShdPnd:\t0000000000004000\nSigBlk:\t0000000000004000\n": false,
		"SigPnd:\t0000000000400000\nShdPnd:\t0000000000010000\nSigCgt:\t0000000000000000\n": false, // URG, CHLD
		"nonsense": false,
	} {
		if hasFatalSignal([]byte(status)) != want {
			t.Errorf("%q is not %v", status, want)
		}
	}
}
