using System.IO.Compression;

namespace Sim.Cli.Tests;

/// <summary>Copies of the shipped estate with its sheets' XML changed.</summary>
internal static class Workbook
{
    /// <summary>Copies the estate to <paramref name="path"/> and replaces text in one part of the package.</summary>
    public static string Copy(string path, string part, Func<string, string> change)
    {
        File.Copy(Repository.PathOf("scenarios/consolidation/estate-200.xlsx"), path);
        using var package = ZipFile.Open(path, ZipArchiveMode.Update);
        var entry = package.GetEntry(part) ?? throw new InvalidOperationException($"the estate has no part {part}");
        string before;
        using (var reader = new StreamReader(entry.Open())) before = reader.ReadToEnd();
        var after = change(before);
        if (before == after) throw new InvalidOperationException($"nothing to change in {part}");
        entry.Delete();
        using var writer = new StreamWriter(package.CreateEntry(part).Open());
        writer.Write(after);
        return path;
    }
}
