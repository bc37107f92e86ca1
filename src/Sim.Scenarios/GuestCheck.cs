using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Guest;
using Sim.Models.Parameters;
using Sim.Models.Scenarios;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Scenarios;

/// <summary>What the generation of the processors sets of the costs inside guests, and pages that there are.</summary>
public static class GuestCheck
{
    /// <summary>Adds to the defaults what the processors set, where the file gives nothing.</summary>
    /// <param name="defaults">The defaults of the file.</param>
    /// <param name="hypervisor">The hypervisor block.</param>
    /// <param name="generation">The processors of the host.</param>
    /// <param name="field">Where the block stands in the file.</param>
    public static ImmutableArray<DefaultUsed> Note(ImmutableArray<DefaultUsed> defaults, HypervisorSpec hypervisor, CpuGeneration generation, string field) =>
        Note(Note(defaults, hypervisor.Kvm.Guest, generation, field + ".kvm.guest."), hypervisor.Esxi.Guest, generation, field + ".esxi.guest.");

    /// <summary>Refuses pages that x86 has not.</summary>
    /// <param name="pages">The pages.</param>
    /// <param name="field">Where they stand in the file.</param>
    /// <param name="report">Takes the findings.</param>
    public static void CheckPages(GuestPages pages, string field, FindingReporter report)
    {
        foreach (var (key, bytes) in ((string, long)[])[("guest", pages.Guest), ("host", pages.Host)])
        {
            if (!GuestPages.IsSize(bytes)) report.Add($"{field}.{key}", string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.###} KiB is no size of pages"), "4 KiB, 2 MiB or 1 GiB");
        }
    }

    private static ImmutableArray<DefaultUsed> Note(ImmutableArray<DefaultUsed> defaults, GuestCosts given, CpuGeneration generation, string prefix)
    {
        // In file order: among the other defaults of the block, which is there whenever it is not given whole.
        var at = 0;
        while (at < defaults.Length && !defaults[at].Field.StartsWith(prefix, StringComparison.Ordinal)) at++;
        if (at == defaults.Length) return defaults;
        var settled = given.On(generation);
        foreach (var property in FieldNames.PropertiesOf(typeof(GuestCosts)))
        {
            var key = prefix + FieldNames.KeyOf(property);
            if (property.GetValue(given) is null && property.GetValue(settled) is { } value)
            {
                var facts = property.GetCustomAttribute<ParameterAttribute>()!;
                var source = generation == CpuGeneration.Custom ? facts.Source : $"processors {FieldNames.ChoiceOf(generation.ToString())}: {ExitCosts.Of(generation).Notes}";
                defaults = defaults.Insert(at++, new DefaultUsed(key, ValueDescription.Format(value, facts), facts.Meaning, facts.Certainty, source));
            }
            else if (at < defaults.Length && string.Equals(defaults[at].Field, key, StringComparison.Ordinal))
            {
                at++;
            }
        }

        return defaults;
    }
}
