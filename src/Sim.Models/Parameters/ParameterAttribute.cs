namespace Sim.Models.Parameters;

/// <summary>States what a parameter of a scenario or profile measures, where it may lie and where its default comes from.</summary>
/// <remarks>The one place for these facts: the reader checks them, <c>hvsim schema</c> and the list of assumed parameters print them.</remarks>
/// <param name="meaning">One sentence: what it is in the machine room.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ParameterAttribute(string meaning) : Attribute
{
    /// <summary>What it is in the machine room.</summary>
    public string Meaning { get; } = meaning;

    /// <summary>What the number measures; ignored for times, texts and enumerations, whose type says it.</summary>
    public Dimension Dimension { get; init; }

    /// <summary>Smallest value allowed, in the unit of <see cref="Unit"/>.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>Largest value allowed, in the unit of <see cref="Unit"/>.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>The unit of <see cref="Min"/> and <see cref="Max"/> and the one used in examples, e.g. <c>us</c> or <c>GiB</c>.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Whether the word <c>auto</c> may stand instead of a value; the property then holds nothing.</summary>
    public bool MayBeAuto { get; init; }

    /// <summary>The key in files whose form others fixed; empty for the property's own name.</summary>
    public string Key { get; init; } = "";

    /// <summary>Keys of older files that this one replaces, separated by spaces; a file that still has one is told the new key.</summary>
    public string Formerly { get; init; } = "";

    /// <summary>How sure the default is.</summary>
    public Certainty Certainty { get; init; } = Certainty.Chosen;

    /// <summary>Where the default comes from; empty for the user's own choices.</summary>
    public string Source { get; init; } = "";
}
