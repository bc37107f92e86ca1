using System.Security.Cryptography;

namespace Sim.Experiments.Manifests;

/// <summary>A file that determined a result, by content.</summary>
/// <param name="Name">Its name without the directory, so that a moved copy gives the same manifest.</param>
/// <param name="Sha256">SHA-256 of its bytes, 64 lower-case hexadecimal digits.</param>
/// <param name="Bytes">Its length.</param>
public sealed record InputFile(string Name, string Sha256, long Bytes)
{
    /// <summary>Reads a file and hashes it.</summary>
    /// <param name="path">The file, or a section of it as <c>file#section</c>, which then belongs to the name.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static InputFile Of(string path)
    {
        var content = File.ReadAllBytes(WithoutSection(path));
        return new InputFile(Path.GetFileName(path), Convert.ToHexStringLower(SHA256.HashData(content)), content.Length);
    }

    /// <summary>The file of a path that may name a section of it.</summary>
    /// <param name="path">The path.</param>
    public static string WithoutSection(string path)
    {
        var at = path.LastIndexOf('#');
        return at < 0 || File.Exists(path) ? path : path[..at];
    }
}
