namespace Sim.Planning.Screening;

/// <summary>A station of a closed product-form network.</summary>
/// <param name="Name">The station.</param>
/// <param name="Demand">Mean service a customer takes here in one cycle (visits x service time), seconds, 0 or more.</param>
/// <param name="Kind">How it serves.</param>
/// <param name="Servers">Equal servers of a queue, 1 or more; ignored for a delay.</param>
public readonly record struct Station(string Name, double Demand, StationKind Kind = StationKind.Queue, int Servers = 1);
