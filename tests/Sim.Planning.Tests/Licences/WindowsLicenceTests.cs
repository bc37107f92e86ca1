using CsCheck;
using Sim.Planning.Licences;

namespace Sim.Planning.Tests.Licences;

public sealed class WindowsLicenceTests
{
    private static readonly HostCpus SixteenCores = new(1, 16);

    // planning-and-tco 1.2: 5 stacks = 10 VMs cost 5,345 < 6,155 and 5,880 < 6,771; 6 stacks = 12 VMs cost 6,414 > 6,155 and 7,056 > 6,771.
    [Theory]
    [InlineData(1069, 6155)]
    [InlineData(1176, 6771)]
    public void Datacenter_wins_from_eleven_vms_on_sixteen_cores(double standard, double datacenter)
    {
        for (var vms = 1; vms <= 10; vms++)
            Assert.Equal(WindowsEdition.Standard, WindowsLicence.Cheapest(SixteenCores, vms, standard, datacenter).Edition);
        for (var vms = 11; vms <= 40; vms++)
            Assert.Equal(new WindowsLicence(WindowsEdition.Datacenter, 16, 1, datacenter), WindowsLicence.Cheapest(SixteenCores, vms, standard, datacenter));
    }

    // At least 8 cores a CPU and 16 a server, in packs of two: 1 x 8 -> 16; 2 x 4 -> 16; 4 x 4 -> 32; 1 x 17 -> 18; 2 x 32 -> 64.
    [Theory]
    [InlineData(1, 8, 16)]
    [InlineData(2, 4, 16)]
    [InlineData(4, 4, 32)]
    [InlineData(1, 17, 18)]
    [InlineData(2, 32, 64)]
    public void Cores_of_one_licensing(int sockets, int cores, int licensed) =>
        Assert.Equal(licensed, WindowsLicence.Of(new HostCpus(sockets, cores), 1, WindowsEdition.Standard, 1).CoresPerStack);

    // 2 x 32 cores, 5 VMs: 3 stacks x 64 / 16 x 1,069 = 12,828.
    [Fact]
    public void Standard_stacks_on_all_cores() =>
        Assert.Equal(12_828, WindowsLicence.Of(new HostCpus(2, 32), 5, WindowsEdition.Standard, 1069).Cost, 9);

    [Fact]
    public void No_windows_costs_nothing() => Assert.Equal(0, WindowsLicence.Cheapest(SixteenCores, 0, 1069, 6155).Cost);

    [Fact]
    public void The_choice_is_never_dearer_and_never_cheaper_with_a_vm_more() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[1, 128], Gen.Int[0, 200], Gen.Double[0, 5000], Gen.Double[0, 20000]).Sample((sockets, cores, vms, standard, datacenter) =>
        {
            var host = new HostCpus(sockets, cores);
            var chosen = WindowsLicence.Cheapest(host, vms, standard, datacenter);
            return chosen.Cost <= WindowsLicence.Of(host, vms, WindowsEdition.Standard, standard).Cost
                && chosen.Cost <= WindowsLicence.Of(host, vms, WindowsEdition.Datacenter, datacenter).Cost
                && WindowsLicence.Cheapest(host, vms + 1, standard, datacenter).Cost >= chosen.Cost;
        });
}
