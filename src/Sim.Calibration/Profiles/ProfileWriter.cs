using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Sim.Scenarios.Binding;

namespace Sim.Calibration.Profiles;

/// <summary>Writes profiles: same profile, same bytes; what it writes, <see cref="ProfileReader"/> reads back unchanged.</summary>
public static class ProfileWriter
{
    /// <summary>How every profile begins, so that other files are never taken for one.</summary>
    public const string FirstLine = "# What hvsim learned about one machine.";

    /// <summary>The YAML text.</summary>
    public static string Write(Profile profile)
    {
        var text = new StringBuilder(FirstLine + " Intervals are 90 %; see docs/models/calibration.md.\n");
        Line(text, "schemaVersion", profile.SchemaVersion.ToString(CultureInfo.InvariantCulture));
        Line(text, "toolVersion", Quoted(profile.ToolVersion));
        List(text, "parameters", profile.Parameters, parameter =>
        [
            ("name", Quoted(parameter.Name)), ("value", Quoted(parameter.Value)), ("low", Quoted(parameter.Low)), ("high", Quoted(parameter.High)),
            ("certainty", FieldNames.ChoiceOf(parameter.Certainty.ToString())), ("estimator", Quoted(parameter.Estimator)),
            ("samples", parameter.Samples.ToString(CultureInfo.InvariantCulture)), ("from", Flow(parameter.From.Select(Quoted))),
            .. parameter.Replicates.IsEmpty ? [] : new[] { ("replicates", Flow(parameter.Replicates.Select(Quoted))) },
        ]);
        List(text, "ranges", profile.Ranges, range =>
        [
            ("part", Quoted(range.Part)), ("patterns", Flow(range.Patterns.Select(Quoted))),
            ("blockSizes", Flow(range.BlockSizes.Select(size => Quoted(Bytes(size))))),
            ("depths", Flow(range.Depths.Select(depth => depth.ToString(CultureInfo.InvariantCulture)))),
        ]);
        List(text, "fit", profile.Fit, fit =>
        [
            ("case", Quoted(fit.Case)), ("metric", Quoted(fit.Metric)), ("role", FieldNames.ChoiceOf(fit.Role.ToString())), ("measured", Number(fit.Measured)),
            ("measuredLow", Number(fit.MeasuredLow)), ("measuredHigh", Number(fit.MeasuredHigh)), ("model", Number(fit.Model)),
            ("relativeError", Number(fit.RelativeError)),
        ]);
        List(text, "notes", profile.Notes, note =>
            [("about", Quoted(note.About)), ("kind", FieldNames.ChoiceOf(note.Kind.ToString())), ("text", Quoted(note.Text))]);
        List(text, "files", profile.Files, file => [("name", Quoted(file.Name)), ("sha256", Quoted(file.Sha256))]);
        return text.ToString();
    }

    /// <summary>Writes a file in one step: a reader sees the old file or the new one, never a part.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="path">The file; its directory must exist.</param>
    public static void Save(Profile profile, string path)
    {
        var full = Path.GetFullPath(path);
        var temporary = full + ".part";
        try
        {
            File.WriteAllText(temporary, Write(profile), new UTF8Encoding(false));
            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void Line(StringBuilder text, string key, string value) => text.Append(key).Append(": ").Append(value).Append('\n');

    private static void List<T>(StringBuilder text, string key, ImmutableArray<T> items, Func<T, (string Key, string Value)[]> fields)
    {
        if (items.IsEmpty)
        {
            Line(text, key, "[]");
            return;
        }

        text.Append(key).Append(":\n");
        foreach (var item in items)
        {
            var first = true;
            foreach (var (name, value) in fields(item))
            {
                text.Append(first ? "  - " : "    ");
                Line(text, name, value);
                first = false;
            }
        }
    }

    private static string Flow(IEnumerable<string> items) => "[" + string.Join(", ", items) + "]";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The largest unit that leaves a whole number.</summary>
    private static string Bytes(long size)
    {
        var (unit, shift) = (size % (1L << 20), size % (1L << 10)) switch { (0, _) => ("MiB", 20), (_, 0) => ("KiB", 10), _ => ("B", 0) };
        return string.Create(CultureInfo.InvariantCulture, $"{size >> shift} {unit}");
    }

    /// <summary>A YAML double-quoted text: everything outside printable ASCII is escaped, so that no name can break the file.</summary>
    private static string Quoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (c is >= ' ' and <= '~') text.Append(c);
            else text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
        }

        return text.Append('"').ToString();
    }
}
