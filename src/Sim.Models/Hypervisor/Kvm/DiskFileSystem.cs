namespace Sim.Models.Hypervisor.Kvm;

/// <summary>What holds the image on the host.</summary>
public enum DiskFileSystem
{
    /// <summary>A block device.</summary>
    None,

    /// <summary>XFS: preallocated files are overwritten in place.</summary>
    Xfs,

    /// <summary>ext4: preallocated files are overwritten in place.</summary>
    Ext4,

    /// <summary>btrfs: every overwrite goes to a new place, with checksums.</summary>
    Btrfs,

    /// <summary>btrfs with nodatacow: overwritten in place, no checksums.</summary>
    BtrfsNodatacow,
}
