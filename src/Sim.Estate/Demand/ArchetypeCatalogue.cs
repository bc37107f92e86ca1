using System.Collections.Immutable;
using Sim.Estate.Inventory;
using Sim.Models.Parameters;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;
using static System.FormattableString;

namespace Sim.Estate.Demand;

/// <summary>The archetypes of a file, in the order in which they are tried.</summary>
public sealed record ArchetypeCatalogue
{
    /// <summary>Where the shipped catalogue lives, from the root of the repository.</summary>
    public const string RelativePath = "scenarios/archetypes.yaml";

    /// <summary>Name of the catalogue.</summary>
    [Parameter("Name of the catalogue; reports print it.")]
    public required string Name { get; init; }

    /// <summary>Day it was last looked over.</summary>
    [Parameter("Day the catalogue was last looked over.")]
    public required DateOnly AsOf { get; init; }

    /// <summary>Kinds of VM: the first that fits is taken; the last has no rule and fits all.</summary>
    [Parameter("Kinds of VM: the first that fits is taken; the last has no rule and fits all.")]
    public required ImmutableArray<Archetype> Archetypes { get; init; }

    /// <summary>Reads a catalogue.</summary>
    /// <param name="path">The YAML file.</param>
    /// <exception cref="InputException">Anything in it is wrong; carries every finding with its line.</exception>
    public static ArchetypeCatalogue Read(string path) => RecordBinder.Read<ArchetypeCatalogue>(path, Check).Value;

    /// <summary>Reads a catalogue from a text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="name">What findings call it.</param>
    /// <exception cref="InputException">Anything in it is wrong.</exception>
    public static ArchetypeCatalogue Parse(string text, string name) => RecordBinder.Parse<ArchetypeCatalogue>(text, name, Check).Value;

    /// <summary>The first archetype that fits.</summary>
    /// <param name="vm">The VM.</param>
    public Archetype Of(EstateVm vm) => Archetypes.First(archetype => archetype.Fits(vm));

    private static void Check(ArchetypeCatalogue catalogue, FindingReporter reporter)
    {
        if (catalogue.Archetypes.IsEmpty)
        {
            reporter.Add("archetypes", "the list is empty", "one archetype or more");
            return;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < catalogue.Archetypes.Length; i++)
        {
            var (archetype, path) = (catalogue.Archetypes[i], Invariant($"archetypes[{i}]"));
            if (!names.Add(archetype.Name)) reporter.Add(path + ".name", $"'{archetype.Name}' is there twice", "each name once");
            var isLast = i == catalogue.Archetypes.Length - 1;
            if (archetype.Match.IsEmpty != isLast)
            {
                reporter.Add(path + ".match",
                    isLast ? "the last archetype has rules, so that some VMs would fit none" : "no rule: the archetypes below would never be tried",
                    "rules for all archetypes but the last");
            }

            for (var j = 0; j < archetype.Match.Length; j++)
                if (archetype.Match[j].IsEmpty) reporter.Add(Invariant($"{path}.match[{j}]"), "a rule without a condition", "names, guests, minVcpus or maxVcpus");

            Rising(archetype.CpuUtilisation, path + ".cpuUtilisation", reporter);
            Rising(archetype.ActiveMemory, path + ".activeMemory", reporter);
            Rising(archetype.Iops, path + ".iops", reporter);
            Rising(archetype.Network, path + ".network", reporter);
        }
    }

    private static void Rising(IBand band, string path, FindingReporter reporter)
    {
        if (band.P10 <= band.P50 && band.P50 <= band.P90 && band.P90 <= band.P95) return;
        reporter.Add(path, "the percentiles fall", "p10 at most p50, p50 at most p90, p90 at most p95");
    }
}
