namespace Sim.Reporting.Charts;

/// <summary>One finished chart in every form a report needs.</summary>
/// <param name="Name">File name without extension: lower-case letters, digits and hyphens.</param>
/// <param name="Title">The finding, in one sentence.</param>
/// <param name="AltText">What the picture shows, for a reader who cannot see it.</param>
/// <param name="Svg">An SVG document without XML declaration: a file of its own, and fit to be placed inside HTML.</param>
/// <param name="Png">The same picture as PNG, 1200 pixels wide, text drawn with the embedded font.</param>
/// <param name="Csv">The numbers behind the picture, tidy, units in the header.</param>
public sealed record ChartArtifact(string Name, string Title, string AltText, string Svg, ImmutableArray<byte> Png, string Csv);
