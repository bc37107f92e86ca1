using System.Reflection;
using Sim.Core.Time;
using Sim.Models.Parameters;
using Sim.Models.Scenarios;
using Sim.Scenarios.Binding;

namespace Sim.Planning.Claims;

/// <summary>Scales every software cost that nobody has established, to see how much a prediction rests on them.</summary>
public static class CostLevel
{
    /// <summary>Both hypervisors with their assumed costs (times and cycles of exits, switches, paths and interrupts) scaled.</summary>
    /// <param name="hypervisor">The knobs.</param>
    /// <param name="factor">The factor; 1 changes nothing. A scaled value stays inside its parameter's range.</param>
    public static HypervisorSpec Scaled(HypervisorSpec hypervisor, double factor)
    {
        var (kvm, esxi) = (hypervisor.Kvm, hypervisor.Esxi);
        return hypervisor with
        {
            Kvm = kvm with
            {
                Dispatch = Scale(kvm.Dispatch, factor), Guest = Scale(kvm.Guest, factor), Disk = Scale(kvm.Disk, factor),
                Network = Scale(kvm.Network, factor),
            },
            Esxi = esxi with
            {
                Dispatch = Scale(esxi.Dispatch, factor), Guest = Scale(esxi.Guest, factor), Disk = Scale(esxi.Disk, factor),
                Network = Scale(esxi.Network, factor),
            },
        };
    }

    private static T Scale<T>(T record, double factor)
        where T : class
    {
        var copy = typeof(T).GetMethod("<Clone>$")!.Invoke(record, null)!;
        foreach (var property in FieldNames.PropertiesOf(typeof(T)))
        {
            var facts = property.GetCustomAttribute<ParameterAttribute>()!;
            if (facts.Certainty != Certainty.Assumed) continue;
            var largest = facts.Max * ValueDescription.Scale(property.PropertyType, facts);
            if (property.GetValue(record) is SimDuration time)
                property.SetValue(copy, new SimDuration((long)Math.Min(largest, time.Picoseconds * factor)));
            else if (facts.Dimension is Dimension.Cycles or Dimension.Fraction && property.GetValue(record) is double number)
                property.SetValue(copy, Math.Min(largest, number * factor));
        }

        return (T)copy;
    }
}
