using BenchmarkDotNet.Attributes;

namespace Sim.Benchmarks;

/// <summary>An M/M/1 queue with its statistics, per customer (two events).</summary>
[MemoryDiagnoser]
public class Mm1
{
    private const int Customers = 200_000;
    private readonly Mm1Model _model = new();

    /// <summary>Sends customers and serves them all.</summary>
    [Benchmark(OperationsPerInvoke = Customers)]
    public void Customer() => _model.Run(Customers);
}
