"""Machines, and snapshots of them: libvirt's embedded QEMU driver, memory mapped copy-on-write, disks in layers."""
