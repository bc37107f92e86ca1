using Sim.Estate.Demand;
using Sim.Estate.Inventory;
using Sim.Models.Parameters;
using Sim.Scenarios.Input;

namespace Sim.Estate.Tests.Demand;

public sealed class ArchetypeCatalogueTests
{
    private static ArchetypeCatalogue Shipped => ArchetypeCatalogue.Read(Path.Combine(RepositoryFiles.Root, ArchetypeCatalogue.RelativePath));

    [Fact]
    public void Shipped_catalogue_reads_and_says_how_sure_it_is()
    {
        var catalogue = Shipped;
        Assert.Equal(Enum.GetValues<RequestTemplate>().Order(), catalogue.Archetypes.Select(archetype => archetype.Workload).Distinct().Order());
        Assert.All(catalogue.Archetypes.SelectMany(archetype => new IBand[] { archetype.CpuUtilisation, archetype.ActiveMemory, archetype.Iops, archetype.Network }), band =>
        {
            Assert.NotEqual(Certainty.Chosen, band.Certainty);
            Assert.NotEmpty(band.Source);
        });
        // 45 % is stored as a fraction, 100 Mbit/s as bits.
        Assert.Equal((0.45, 100e6), (catalogue.Archetypes[^1].CpuUtilisation.P95, catalogue.Archetypes[^1].Network.P95));
    }

    [Theory]
    [InlineData("billing-db-012", "Ubuntu Linux (64-bit)", "database")]
    [InlineData("WEB01", "Microsoft Windows Server 2022 (64-bit)", "web-server")]
    [InlineData("office-desk-180", "Microsoft Windows 11 (64-bit)", "desktop")]
    [InlineData("office-180", "Microsoft Windows 11 (64-bit)", "desktop")]
    [InlineData("stock-app-060", "", "app-server")]
    [InlineData("lab-file-110", "", "file-server")]
    [InlineData("dc-01", "", "infrastructure")]
    [InlineData("nightly-batch-2", "", "batch")]
    [InlineData("zebra", "", "general")]
    public void Vms_find_their_archetype(string name, string guest, string expected) => Assert.Equal(expected, Shipped.Of(Vm(name, guest)).Name);

    [Fact]
    public void All_conditions_of_a_rule_must_hold()
    {
        var rule = new MatchRule { Names = ["*db*"], MinVcpus = 4, MaxVcpus = 8 };
        Assert.True(rule.Fits(Vm("MyDb", "", 4)));
        Assert.True(rule.Fits(Vm("MyDb", "", 8)));
        Assert.False(rule.Fits(Vm("MyDb", "", 3)));
        Assert.False(rule.Fits(Vm("MyDb", "", 9)));
        Assert.False(rule.Fits(Vm("other", "", 4)));
    }

    [Theory]
    [InlineData("p10: 1 %", "p10: 50 %", "archetypes[0].cpuUtilisation: the percentiles fall")]
    [InlineData("p10: 1 %", "p10: 0.01", "'0.01' has no unit")]
    [InlineData("p10: 1 %", "p10: 101 %", "101 % is out of range")]
    [InlineData("workload: web-request", "workload: web-reqest", "did you mean 'web-request'?")]
    [InlineData("names: [\"*web*\"]", "maxVcpu: 2", "did you mean 'maxVcpus'?")]
    [InlineData("  - name: rest", "  - name: web", "'web' is there twice")]
    [InlineData("    match:\n      - names: [\"*web*\"]\n", "", "would never be tried")]
    [InlineData("      - names: [\"*web*\"]\n", "      - names: []\n", "a rule without a condition")]
    [InlineData("readShare: 50 %", "readShare: 50", "has no unit")]
    public void Mistakes_are_named_with_their_line(string from, string to, string expected)
    {
        var band = "      p10: 1 %\n      p50: 5 %\n      p90: 20 %\n      p95: 30 %\n      certainty: assumed\n      source: test\n";
        string Kind(string name, string match) =>
            $"  - name: {name}\n    workload: web-request\n{match}    cpuUtilisation:\n{band}    activeMemory:\n{band}    iops:\n{band.Replace(" %", " /s", StringComparison.Ordinal)}"
            + $"    readShare: 50 %\n    network:\n{band.Replace(" %", " Mbit/s", StringComparison.Ordinal)}";
        var sound = "name: t\nasOf: 2026-11-22\narchetypes:\n" + Kind("web", "    match:\n      - names: [\"*web*\"]\n") + Kind("rest", "");
        Assert.Equal(2, ArchetypeCatalogue.Parse(sound, "a.yaml").Archetypes.Length);
        var place = sound.IndexOf(from, StringComparison.Ordinal);
        Assert.True(place >= 0);
        var failure = Assert.Throws<InputException>(() => ArchetypeCatalogue.Parse(sound[..place] + to + sound[(place + from.Length)..], "a.yaml"));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains("a.yaml, line ", failure.Message, StringComparison.Ordinal);
    }

    private static EstateVm Vm(string name, string guest, int vcpus = 2) =>
        new() { Key = name, Name = name, PowerState = PowerState.PoweredOn, Vcpus = vcpus, MemoryMiB = 4096, GuestOs = guest };
}
