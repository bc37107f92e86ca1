using BenchmarkDotNet.Attributes;

namespace Sim.Benchmarks;

/// <summary>An M/M/1 queue through the public server pool, per customer: served (two events) or holding the server itself (three).</summary>
[MemoryDiagnoser]
public class Resources
{
    private const int Customers = 200_000;
    private ResourceModel _model = null!;

    /// <summary>Whether customers hold the server themselves.</summary>
    [Params(false, true)]
    public bool Holds { get; set; }

    /// <summary>Whether the pool measures.</summary>
    [Params(true, false)]
    public bool Measured { get; set; }

    /// <summary>An empty queue.</summary>
    [GlobalSetup]
    public void Build() => _model = new ResourceModel(Holds, Measured);

    /// <summary>Sends customers and serves them all.</summary>
    [Benchmark(OperationsPerInvoke = Customers)]
    public void Customer() => _model.Run(Customers);
}
