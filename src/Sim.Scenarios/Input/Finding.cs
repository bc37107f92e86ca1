using System.Globalization;
using System.Text;

namespace Sim.Scenarios.Input;

/// <summary>One thing wrong with the user's input.</summary>
/// <param name="File">The file as the user named it.</param>
/// <param name="Place">Where in it: <c>line 12, column 5</c>, <c>sheet vInfo, cell C7</c>; empty when the whole file is meant.</param>
/// <param name="Field">The field, dotted from the root, e.g. <c>vms[2].memory</c>; may be empty.</param>
/// <param name="Problem">What is wrong, with the value found.</param>
/// <param name="Allowed">What would be right: range, units or names; may be empty.</param>
/// <param name="Suggestion">The nearest right name or value; may be empty.</param>
public sealed record Finding(string File, string Place, string Field, string Problem, string Allowed = "", string Suggestion = "")
{
    /// <summary>A finding in a text file.</summary>
    public static Finding AtLine(
        string file, long line, long column, string field, string problem, string allowed = "", string suggestion = "") =>
        new(file, string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}"), field, problem, allowed, suggestion);

    /// <inheritdoc />
    public override string ToString()
    {
        var text = new StringBuilder(File);
        if (Place.Length > 0) text.Append(CultureInfo.InvariantCulture, $", {Place}");
        text.Append(": ");
        if (Field.Length > 0) text.Append(CultureInfo.InvariantCulture, $"{Field}: ");
        text.Append(Problem);
        if (Allowed.Length > 0) text.Append(CultureInfo.InvariantCulture, $"; allowed: {Allowed}");
        if (Suggestion.Length > 0) text.Append(CultureInfo.InvariantCulture, $"; did you mean '{Suggestion}'?");
        return text.ToString();
    }
}
