using Sim.Planning.Power;
using Sim.Planning.Prices;
using Sim.Planning.Sizing;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Planning.Cost;

/// <summary>A plan with its price book and power curves: everything a total cost depends on.</summary>
/// <param name="Plan">The question.</param>
/// <param name="Prices">The price book.</param>
/// <param name="Power">The power curves.</param>
public sealed record PlanningCase(CostPlan Plan, PriceBook Prices, PowerFile Power)
{
    /// <summary>Reads a plan and the files it names.</summary>
    /// <param name="path">The <c>*.plan.yaml</c> file.</param>
    /// <returns>The case, and the defaults that stand for what the plan left out.</returns>
    /// <exception cref="InputException">Anything is wrong in any of the files; carries all findings of the first broken one.</exception>
    public static BoundDocument<PlanningCase> Read(string path)
    {
        PriceBook? prices = null;
        PowerFile? power = null;
        var read = RecordBinder.Read<CostPlan>(path, (plan, report) =>
        {
            prices = PriceBookReader.Read(report.Beside("priceBook", plan.PriceBook)).Value;
            power = PowerFile.Read(report.Beside("powerFile", plan.PowerFile));
            PlanCheck.Check(new PlanningCase(plan, prices, power), report);
        });
        return new BoundDocument<PlanningCase>(new PlanningCase(read.Value, prices!, power!), read.Defaults, read.Files);
    }

    /// <summary>An alternative by name.</summary>
    /// <param name="name">Name under <c>alternatives</c>.</param>
    /// <exception cref="InputException">No such alternative; names the nearest.</exception>
    public AlternativeSpec Alternative(string name) =>
        Plan.Alternatives.TryGetValue(name, out var found)
            ? found
            : throw new InputException(new Finding(
                Plan.Name, "", "alternatives." + name, "is not in the plan", string.Join(", ", Plan.Alternatives.Keys),
                NearestName.Of(name, Plan.Alternatives.Keys)));

    /// <summary>The same case with one alternative changed, e.g. to give it the density a search found.</summary>
    /// <param name="name">Name under <c>alternatives</c>.</param>
    /// <param name="change">The change.</param>
    public PlanningCase With(string name, Func<AlternativeSpec, AlternativeSpec> change) =>
        this with { Plan = Plan with { Alternatives = Plan.Alternatives.SetItem(name, change(Alternative(name))) } };

    /// <summary>The cluster of one alternative.</summary>
    /// <param name="name">Name under <c>alternatives</c>.</param>
    /// <exception cref="InputException">The alternative has no density yet, or a VM fits no host.</exception>
    public ClusterSizing SizingOf(string name)
    {
        var alternative = Alternative(name);
        var density = alternative.Density ?? throw new InputException(new Finding(
            Plan.Name, "", $"alternatives.{name}.density", "is absent, and no density search supplied one", "VMs one host carries"));
        return new ClusterSizing(alternative.Host.Capacity, density, Plan.Demand, Plan.Policy);
    }

    /// <summary>The power curve of one alternative's host.</summary>
    /// <param name="name">Name under <c>alternatives</c>.</param>
    public PowerCurve CurveOf(string name)
    {
        var choice = Alternative(name).Host.Power;
        if (choice.Curve is { } id)
        {
            var curve = Power.Curve(id);
            return choice is { Idle: { } idle, Maximum: { } maximum } ? curve.ScaledTo(idle, maximum) : curve;
        }

        return choice is { Idle: { } low, Maximum: { } high } ? PowerCurve.Line(name, low, high) : Power.Components!.Of(name, choice.Parts);
    }
}
