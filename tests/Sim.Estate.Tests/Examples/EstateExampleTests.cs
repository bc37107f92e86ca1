using Sim.Estate.Examples;
using Sim.Estate.Inventory;
using Sim.Estate.Quality;
using Sim.Estate.RvTools;
using Sim.Estate.Tests.RvTools;

namespace Sim.Estate.Tests.Examples;

public sealed class EstateExampleTests
{
    [Fact]
    public void Shipped_workbook_is_what_the_generator_makes()
    {
        // Content, not bytes: another runtime may compress the same parts differently.
        var shipped = PackageSurgery.Parts(File.ReadAllBytes(Path.Combine(RepositoryFiles.Root, EstateExample.RelativePath)));
        Assert.Equal(shipped, PackageSurgery.Parts(Bytes(EstateGenerator.Generate())));
    }

    [Fact]
    public void Same_estate_same_bytes() => Assert.Equal(Bytes(EstateGenerator.Generate()), Bytes(EstateGenerator.Generate()));

    [Fact]
    public void Another_seed_is_another_estate() => Assert.NotEqual(Bytes(EstateGenerator.Generate(1)), Bytes(EstateGenerator.Generate(2)));

    [Fact]
    public void Shipped_estate_has_the_promised_mix()
    {
        var estate = EstateGenerator.Generate();
        Assert.Equal((204, 192, 4, 8), (estate.Vms.Length, estate.RunningVms.Length, estate.Vms.Count(vm => vm.IsTemplate),
            estate.Vms.Count(vm => vm is { IsTemplate: false, PowerState: PowerState.PoweredOff })));
        Assert.Equal((12, 2), (estate.Hosts.Length, estate.Clusters.Length));
        Assert.Equal((1, 16), (estate.Vms.Min(vm => vm.Vcpus), estate.Vms.Max(vm => vm.Vcpus)));
        Assert.Equal(estate.Vms.Length, estate.Vms.Select(vm => vm.Name).Distinct().Count());
        Assert.Contains(estate.Vms, vm => vm.GuestOs.Contains("Windows Server", StringComparison.Ordinal));
        Assert.Contains(estate.Vms, vm => vm.GuestOs.Contains("Linux", StringComparison.Ordinal));
        // It must be a possible estate: memory of running VMs fits their host, and no host is busier than it can be.
        Assert.All(estate.Hosts, host => Assert.True(
            estate.RunningVms.Where(vm => vm.Host == host.Name).Sum(vm => vm.MemoryMiB) <= host.MemoryMiB, host.Name));
        Assert.All(estate.Hosts, host => Assert.InRange(host.CpuUsagePercent!.Value, 5, 80));
    }

    [Fact]
    public void Written_and_read_again_it_is_the_same_and_spotless()
    {
        using var folder = new TemporaryFolder();
        var written = EstateGenerator.Generate();
        RvToolsWriter.Write(written, folder.File("estate-200.xlsx"));
        var import = RvToolsReader.Read(folder.File("estate-200.xlsx"));
        Assert.Equal(written.Vms, import.Estate.Vms);
        Assert.Equal(written.Hosts, import.Estate.Hosts);
        Assert.Equal(written.Clusters, import.Estate.Clusters);
        Assert.Equal(written.Datastores, import.Estate.Datastores);
        Assert.Equal((written.Name, written.SnapshotDate), (import.Estate.Name, import.Estate.SnapshotDate));
        foreach (var section in new[] { QualitySections.Conflicts, QualitySections.ImpossibleValues, QualitySections.UnknownColumns, QualitySections.Matching })
            Assert.Empty(import.Quality.Section(section));
    }

    [Fact]
    public void A_thousand_vms_grow_the_same_mix()
    {
        var estate = EstateGenerator.Generate(vms: 1000);
        Assert.Equal((1004, 960, 60), (estate.Vms.Length, estate.RunningVms.Length, estate.Hosts.Length));
        // 24 of 200 are databases.
        Assert.Equal(120, estate.Vms.Count(vm => vm.Name.Contains("-db-", StringComparison.Ordinal)));
    }

    private static byte[] Bytes(VmEstate estate)
    {
        using var memory = new MemoryStream();
        RvToolsWriter.Write(estate, memory);
        return memory.ToArray();
    }
}
