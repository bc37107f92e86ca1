using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Sim.Core.Time;
using Sim.Models.Workload;
using Sim.Scenarios.Input;

namespace Sim.Scenarios.Fio;

/// <summary>Reads fio's job files into disk jobs.</summary>
/// <remarks>
/// Understands sections, <c>[global]</c>, comments, sizes and times with fio's suffixes, and the options of <see cref="FioOptions"/>. Jobs run at the same time; a job behind a <c>stonewall</c> is a
/// phase of its own and has to be asked for by name. Leaves out the guest's page cache (direct requests only), block sizes drawn from a range and trims.
/// Source: fio 3.x manual. Page: docs/models/workload.md.
/// </remarks>
public sealed class FioJobFile
{
    /// <summary>The suffix of file names that are read as job files.</summary>
    public const string Suffix = ".fio";

    private readonly string _file;
    private readonly List<Finding> _findings = [];
    private readonly List<string> _remarks = [];
    private long _filesEnd;

    private FioJobFile(string file) => _file = file;

    /// <summary>Whether a path, with or without <c>#section</c>, names a job file.</summary>
    /// <param name="path">The path.</param>
    public static bool Is(string path) => SplitPath(path).File.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>A path in two: the file, and the section asked for behind a <c>#</c>, empty for all.</summary>
    /// <param name="path">The path.</param>
    public static (string File, string Section) SplitPath(string path)
    {
        var at = path.LastIndexOf(Suffix + "#", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? (path, "") : (path[..(at + Suffix.Length)], path[(at + Suffix.Length + 1)..]);
    }

    /// <summary>Reads a job file.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="file">What findings call it.</param>
    /// <param name="section">The one section to take; empty for all.</param>
    /// <returns>The jobs, and remarks on what of the file has no effect here.</returns>
    /// <exception cref="InputException">Anything is wrong; carries every finding.</exception>
    public static (ImmutableArray<IoJobSpec> Jobs, ImmutableArray<string> Remarks) Parse(string text, string file, string section = "")
    {
        var reader = new FioJobFile(file);
        var sections = reader.Sections(text);
        if (section.Length > 0 && sections.TrueForAll(one => one.Name != section))
        {
            reader.Add(0, "", $"has no section '{section}'", string.Join(", ", sections.Select(one => one.Name)), NearestName.Of(section, sections.Select(one => one.Name)));
            sections.Clear();
        }
        else if (section.Length > 0)
        {
            sections.RemoveAll(one => one.Name != section);
        }
        else
        {
            reader.RefusePhases(sections);
            if (sections.Count == 0) reader.Add(0, "", "has no job", "a section such as [job] with options such as rw=randread");
        }

        var jobs = sections.Select(reader.Job).ToImmutableArray();
        if (reader._findings.Count > 0) throw new InputException([.. reader._findings]);
        return (jobs, [.. reader._remarks.Distinct(StringComparer.Ordinal)]);
    }

    private List<FioSection> Sections(string text)
    {
        var sections = new List<FioSection>();
        var global = new Dictionary<string, FioOption>(StringComparer.Ordinal);
        var current = global;
        var isAnywhere = false;
        var number = 0;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            number++;
            var line = raw.Trim().ToString();
            if (line.Length == 0 || line[0] is '#' or ';') continue;
            if (line[0] == '[')
            {
                isAnywhere = true;
                var end = line.IndexOf(']', StringComparison.Ordinal);
                var name = end > 1 ? line[1..end] : "";
                if (name.Length == 0) Add(number, "", $"'{line}' is no heading", "[global], [name of a job]");
                // A later [global] holds for the jobs behind it, on top of the earlier ones.
                current = name == "global" ? global : new Dictionary<string, FioOption>(global, StringComparer.Ordinal);
                if (name is "global" or "") continue;
                if (sections.Exists(one => one.Name == name)) Add(number, name, "is there twice", "each name once");
                sections.Add(new FioSection(name, number, current));
                continue;
            }

            if (!isAnywhere)
            {
                Add(number, "", $"'{line}' stands before the first section", "[global] or [name of a job] first");
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var key = (equals < 0 ? line : line[..equals]).Trim();
            var value = equals < 0 ? "" : line[(equals + 1)..].Trim();
            key = FioOptions.Aliases.GetValueOrDefault(key, key);
            if (line.StartsWith("include ", StringComparison.Ordinal)) Add(number, "include", "is not followed", "the other file's text in this file");
            else if (value.Contains("${", StringComparison.Ordinal)) Add(number, key, $"'{value}' is set outside of the file", "the value itself");
            else if (FioOptions.Used.Contains(key, StringComparer.Ordinal)) current[key] = new FioOption(value, number);
            else if (FioOptions.WithoutEffect.Contains(key, StringComparer.Ordinal)) _remarks.Add($"{key} has no effect here");
            else Add(number, key, "is not an option that can be simulated", "see docs/models/workload.md", NearestName.Of(key, FioOptions.Known));
        }

        return sections;
    }

    private void RefusePhases(List<FioSection> sections)
    {
        for (var i = 1; i < sections.Count; i++)
        {
            if (!IsSet(sections[i], "stonewall")) continue;
            var option = sections[i].Options["stonewall"];
            Add(option.Line, sections[i].Name, "waits for the jobs before it, but one phase is simulated at a time",
                $"one section, asked for as {_file}#NAME: {string.Join(", ", sections.Select(one => one.Name))}");
            return;
        }
    }

    private IoJobSpec Job(FioSection section)
    {
        var reads = Reads(section);
        var (readSize, writeSize) = Sizes(section);
        RefuseBuffered(section);
        return new IoJobSpec
        {
            Name = section.Name,
            Threads = (int)Whole(section, "numjobs", 1, 1, 1024),
            Depth = Depth(section),
            Reads = reads,
            ReadSize = readSize,
            WriteSize = writeSize,
            Rate = Rate(section, reads, reads > 0 ? readSize : writeSize),
            ThinkTime = Time(section, "thinktime", SimDuration.FromMicroseconds(1)),
            FlushEvery = FlushEvery(section, reads),
            Delay = Time(section, "startdelay", SimDuration.FromSeconds(1)),
            Addresses = FioPlaces.Of(section, (int)Whole(section, "numjobs", 1, 1, 1024), ref _filesEnd, _remarks, (line, key, problem, allowed) => Add(line, $"{section.Name}.{key}", problem, allowed)),
        };
    }

    private void RefuseBuffered(FioSection section)
    {
        // The two are one switch with fio: buffered=0 is direct=1.
        var isDirect = section.Options.TryGetValue("buffered", out var option) ? option.Value == "0" : section.Options.TryGetValue("direct", out option) && option.Value is "" or "1";
        if (!isDirect) Add(option.Line > 0 ? option.Line : section.Line, section.Name, "goes through the guest's page cache, which is not simulated", "direct=1");
    }

    private double Reads(FioSection section)
    {
        if (!section.Options.TryGetValue("rw", out var option)) return 1;
        switch (option.Value)
        {
            case "read" or "randread":
                return 1;
            case "write" or "randwrite":
                return 0;
            case "rw" or "readwrite" or "randrw":
                var read = section.Options.TryGetValue("rwmixread", out _);
                var write = section.Options.TryGetValue("rwmixwrite", out _);
                return read || !write ? Whole(section, "rwmixread", 50, 0, 100) / 100.0 : 1 - (Whole(section, "rwmixwrite", 50, 0, 100) / 100.0);
            default:
                string[] known = ["read", "write", "randread", "randwrite", "rw", "randrw"];
                Add(option.Line, section.Name + ".rw", $"'{option.Value}' is not simulated", string.Join(", ", known), NearestName.Of(option.Value, known));
                return 1;
        }
    }

    private (int Read, int Write) Sizes(FioSection section)
    {
        if (!section.Options.TryGetValue("bs", out var option)) return (4096, 4096);
        var parts = option.Value.Split(',', StringSplitOptions.TrimEntries);
        var read = Size(section, option, parts[0]);
        // As fio does: a size that is not given is the one before it.
        return (read, parts.Length > 1 && parts[1].Length > 0 ? Size(section, option, parts[1]) : read);
    }

    private int Size(FioSection section, FioOption option, string text)
    {
        const string Allowed = "512 to 64m";
        if (!TryBytes(text, out var bytes))
        {
            Add(option.Line, section.Name + ".bs", $"'{text}' is not one size", Allowed);
            return 4096;
        }

        if (bytes is >= 512 and <= 67108864) return (int)bytes;
        Add(option.Line, section.Name + ".bs", $"{text} is out of range", Allowed);
        return 4096;
    }

    private int Depth(FioSection section)
    {
        var depth = (int)Whole(section, "iodepth", 1, 1, 65536);
        var engine = section.Options.TryGetValue("ioengine", out var option) ? option.Value : "psync";
        if (FioOptions.AsynchronousEngines.Contains(engine, StringComparer.Ordinal)) return depth;
        if (FioOptions.SynchronousEngines.Contains(engine, StringComparer.Ordinal))
        {
            if (depth > 1) _remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{section.Name}: ioengine {engine} waits for each request, so iodepth={depth} is 1, as with fio"));
            return 1;
        }

        var known = FioOptions.AsynchronousEngines.AddRange(FioOptions.SynchronousEngines);
        Add(option.Line, section.Name + ".ioengine", $"'{engine}' is not simulated", string.Join(", ", known), NearestName.Of(engine, known));
        return depth;
    }

    private double Rate(FioSection section, double reads, int size)
    {
        const double Most = 10_000_000;
        foreach (var (key, bytes) in new[] { ("rate_iops", 1.0), ("rate", size) })
        {
            if (!section.Options.TryGetValue(key, out var option)) continue;
            var parts = option.Value.Split(',', StringSplitOptions.TrimEntries).Where(part => part.Length > 0).Distinct(StringComparer.Ordinal).ToList();
            if (parts.Count != 1 || (reads is > 0 and < 1))
            {
                Add(option.Line, $"{section.Name}.{key}", $"'{option.Value}' paces reads and writes apart, which is not simulated", "one rate, for a job that only reads or only writes");
                return 0;
            }

            if (TryBytes(parts[0], out var rate) && rate > 0 && rate / bytes <= Most) return rate / bytes;
            Add(option.Line, $"{section.Name}.{key}", $"'{option.Value}' is not a rate in range", "1 to 10000000 requests a second");
        }

        return 0;
    }

    private int FlushEvery(FioSection section, double reads)
    {
        var every = (int)Math.Max(Whole(section, "fsync", 0, 0, 1_000_000), Whole(section, "fdatasync", 0, 0, 1_000_000));
        if (section.Options.TryGetValue("sync", out var sync) && sync.Value is not ("0" or "none")) every = 1;
        return reads < 1 ? every : 0;
    }

    private SimDuration Time(FioSection section, string key, SimDuration unit)
    {
        if (!section.Options.TryGetValue(key, out var option)) return SimDuration.Zero;
        var most = SimDuration.FromSeconds(60);
        if (TryTime(option.Value, unit, out var time) && time >= SimDuration.Zero && time <= most) return time;
        Add(option.Line, $"{section.Name}.{key}", $"'{option.Value}' is not a time in range", "0 to 60 s, with us, ms or s behind it");
        return SimDuration.Zero;
    }

    private long Whole(FioSection section, string key, long otherwise, long least, long most)
    {
        if (!section.Options.TryGetValue(key, out var option)) return otherwise;
        if (long.TryParse(option.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
        Add(option.Line, $"{section.Name}.{key}", $"'{option.Value}' is not a whole number in range", string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"));
        return otherwise;
    }

    private static bool IsSet(FioSection section, string key) => section.Options.TryGetValue(key, out var option) && option.Value is "" or "1";

    /// <summary>fio counts in 1024 unless told otherwise: 4k, 4kb and 4ki are 4096.</summary>
    internal static bool TryBytes(string text, out long bytes)
    {
        var digits = text.Length;
        while (digits > 0 && !char.IsAsciiDigit(text[digits - 1])) digits--;
        var scale = text[digits..].ToUpperInvariant() switch
        {
            "" or "B" => 1L,
            "K" or "KB" or "KI" or "KIB" => 1L << 10,
            "M" or "MB" or "MI" or "MIB" => 1L << 20,
            "G" or "GB" or "GI" or "GIB" => 1L << 30,
            "T" or "TB" or "TI" or "TIB" => 1L << 40,
            _ => 0,
        };
        bytes = 0;
        if (scale == 0 || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value > (1L << 50) / scale) return false;
        bytes = value * scale;
        return true;
    }

    private static bool TryTime(string text, SimDuration unit, out SimDuration time)
    {
        var digits = text.Length;
        while (digits > 0 && !char.IsAsciiDigit(text[digits - 1])) digits--;
        var scale = text[digits..] switch
        {
            "" => unit,
            "us" or "usec" => SimDuration.FromMicroseconds(1),
            "ms" or "msec" => SimDuration.FromMilliseconds(1),
            "s" or "sec" => SimDuration.FromSeconds(1),
            _ => SimDuration.Zero,
        };
        time = SimDuration.Zero;
        if (scale == SimDuration.Zero || !int.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return false;
        if (value * scale.Seconds > 1e6) return false;
        time = scale * value;
        return true;
    }

    private void Add(int line, string field, string problem, string allowed, string suggestion = "") =>
        _findings.Add(new Finding(_file, line > 0 ? string.Create(CultureInfo.InvariantCulture, $"line {line}") : "", field, problem, allowed, suggestion));
}
