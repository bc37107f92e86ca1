namespace Sim.Experiments.Variance;

/// <summary>What a replication drew of something whose expectation is known.</summary>
/// <param name="Drawn">What it drew.</param>
/// <param name="Expected">Its expectation by theory, the same in every replication.</param>
public readonly record struct ControlReading(double Drawn, double Expected);
