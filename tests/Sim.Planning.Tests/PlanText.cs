using Sim.Planning.Cost;

namespace Sim.Planning.Tests;

/// <summary>A small plan with round numbers: 100 VMs at 20 a host and N+1 are 6 hosts of two 8-core CPUs.</summary>
internal static class PlanText
{
    private const string Tail = "region: US, asOf: 2026-01-01, source: test, confidence: primary";

    public const string Prices = $$$"""
        name: test prices
        asOf: 2026-01-01
        currency: USD
        exchange:
          EUR: {meaning: euro, value: 1.25, low: 1, high: 1.5, unit: USD for 1 EUR, {{{Tail}}}}
        lines:
          core: {meaning: per core, price: 100 USD, per: core-year, {{{Tail}}}}
          socket: {meaning: per socket, price: 80 EUR, per: socket-year, {{{Tail}}}}
          box: {meaning: host, price: 10000 USD, low: 8000 USD, high: 13000 USD, per: piece, {{{Tail}}}}
          kwh: {meaning: electricity, price: 0.1 USD, low: 0.05 USD, high: 0.3 USD, per: kilowatt-hour, {{{Tail}}}}
          kw: {meaning: space, price: 200 USD, per: kilowatt-month, {{{Tail}}}}
          admin: {meaning: administrator, price: 100000 USD, per: administrator-year, {{{Tail}}}}
          move: {meaning: migration, price: 500 USD, low: 300 USD, high: 3000 USD, per: vm, {{{Tail}}}}
          standard: {meaning: Standard, price: 1069 USD, per: sixteen-cores, {{{Tail}}}}
          datacenter: {meaning: Datacenter, price: 6155 USD, per: sixteen-cores, {{{Tail}}}}
          vsan-extra: {meaning: vSAN, price: 100 USD, per: tebibyte-year, {{{Tail}}}}
        factors:
          pue: {meaning: PUE, value: 1.5, unit: W per W, {{{Tail}}}}
          hardware-support: {meaning: maintenance, value: 0.1, unit: share, {{{Tail}}}}
          vms-per-administrator: {meaning: span, value: 50, low: 25, high: 100, unit: VMs, {{{Tail}}}}
        products:
          by-core: {meaning: by core, metric: core, price: core, coreFloorPerCpu: 16, vsanPerCore: 0.25 TiB, source: test, confidence: primary}
          by-socket: {meaning: by socket, metric: socket, price: socket, source: test, confidence: primary}
        """;

    public const string Power = """
        name: test power
        curves:
          flat: {meaning: flat, source: test, confidence: primary, power: [200 W, 200 W, 200 W, 200 W, 200 W, 200 W, 200 W, 200 W, 200 W, 200 W, 200 W]}
        """;

    private const string HostText =
        "{capacity: {sockets: 2, coresPerSocket: 8, memory: 520 GiB}, bill: {box: 1}, power: {idle: 100 W, maximum: 300 W}}";

    public const string Plan = $$$"""
        name: test plan
        priceBook: test.prices.yaml
        powerFile: test.power.yaml
        horizon: 5 years
        discountRate: 10 %
        demand: {vms: 100, averageVm: {vcpus: 2, memory: 8 GiB}}
        policy: {failoverHosts: 1, buffer: 0 %}
        operations: {electricity: kwh, colocation: kw, administrator: admin}
        alternatives:
          esxi:
            host: {{{HostText}}}
            density: {vmsPerHost: 20, low: 18, high: 22}
            utilisation: [50 %]
            hypervisor: by-core
          kvm:
            host: {{{HostText}}}
            density: {vmsPerHost: 16, low: 14, high: 18}
            utilisation: [50 %]
            hypervisor: by-socket
            migration: {from: esxi, perVm: move, dualRunning: 6 months}
        """;

    /// <summary>Reads the plan, with one text replaced.</summary>
    public static PlanningCase Read(string text = "", string by = "", string prices = Prices)
    {
        var plan = text.Length == 0 ? Plan : Plan.Replace(text, by, StringComparison.Ordinal);
        if (text.Length > 0) Assert.NotEqual(Plan, plan);
        var folder = Directory.CreateTempSubdirectory("hvsim-plan");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "test.prices.yaml"), prices);
            File.WriteAllText(Path.Combine(folder.FullName, "test.power.yaml"), Power);
            var path = Path.Combine(folder.FullName, "test.plan.yaml");
            File.WriteAllText(path, plan);
            return PlanningCase.Read(path).Value;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
