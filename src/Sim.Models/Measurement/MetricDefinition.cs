namespace Sim.Models.Measurement;

/// <summary>What a metric means.</summary>
/// <param name="Name">Its name in results.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Definition">How it is computed.</param>
/// <param name="Twin">The counter it corresponds to on a real host.</param>
public sealed record MetricDefinition(string Name, string Unit, string Definition, string Twin)
{
    /// <summary>Whether only hosts report it that have what it counts.</summary>
    public bool IsOptional { get; init; }
}
