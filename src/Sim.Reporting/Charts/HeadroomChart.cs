using System.Globalization;
using OxyPlot;
using Sim.Reporting.Charts.Drawing;
using Sim.Reporting.Tables;

namespace Sim.Reporting.Charts;

/// <summary>Demand against capacity of one resource over months, with the time remaining. Draw the binding resource first.</summary>
public sealed record HeadroomChart : Chart
{
    private static readonly OxyColor ReserveFill = OxyColor.FromRgb(0xDD, 0xDD, 0xDD);
    private static readonly OxyColor BufferFill = OxyColor.FromRgb(0xFA, 0xEE, 0xCC);
    private static readonly OxyColor HatchLine = OxyColor.FromRgb(0x8C, 0x8C, 0x8C);
    private static readonly OxyColor UsableLine = OxyColor.FromRgb(0xA0, 0x3C, 0x00);
    private const double TotalThickness = 5;
    private static readonly OxyColor TotalLine = OxyColor.FromRgb(0x4D, 0x4D, 0x4D);
    private static readonly double[] UsableDashes = [14, 5];

    /// <summary>A second line under the title: cluster, growth assumption.</summary>
    public string? Subtitle { get; init; }

    /// <summary>What runs out: "Memory", "CPU".</summary>
    public required string Resource { get; init; }

    /// <summary>Its unit: "GiB", "cores", "TiB", "IOPS".</summary>
    public required string Unit { get; init; }

    /// <summary>Demand seen, dates increasing; its last date is "today".</summary>
    public required ImmutableArray<DemandPoint> History { get; init; }

    /// <summary>Demand expected after that, dates increasing.</summary>
    public required ImmutableArray<ForecastPoint> Forecast { get; init; }

    /// <summary>Capacity steps, dates increasing; the first holds for all time before it, too.</summary>
    public required ImmutableArray<CapacityStep> Capacity { get; init; }

    /// <summary>Time remaining as read off this picture, from the last date of the history.</summary>
    public TimeRemaining Remaining()
    {
        Check();
        return TimeRemaining.Of(History[^1].Date, Joined(), Capacity);
    }

    /// <inheritdoc/>
    public override ChartArtifact Render()
    {
        var remaining = Remaining();
        var today = MonthScale.ToX(History[^1].Date);
        var positions = ImmutableArray.CreateBuilder<PositionLine>();
        positions.Add(new PositionLine(today, "today"));
        if (remaining.Earliest is { } earliest && remaining.Earliest != remaining.Median)
            positions.Add(new PositionLine(today + earliest, $"{WidestBand()} upper band meets usable"));
        if (remaining.Median is { } median)
            positions.Add(new PositionLine(today + median, $"time remaining: {remaining.Text()}", IsEmphasised: true));

        var line = new LineBandChart
        {
            Name = Name,
            Finding = Finding,
            Source = Source,
            AltText = AltText ?? $"{Finding}. {Resource} demand against capacity in {Unit} over months. Time remaining: {remaining.Text()}.",
            Subtitle = Subtitle,
            XAxis = new ChartAxis("Time", "calendar months"),
            YAxis = new ChartAxis(Resource, Unit),
            Series = [.. DemandSeries()],
            Positions = positions.ToImmutable(),
            Scale = AxisScale.Linear,
            BandMeaning = "forecast, " + (HasOuterBand() ? "80 % inside 95 %" : "80 %"),
            Extras = new LinePlotExtras
            {
                Under = DrawCapacity,
                Over = area => DrawCrossings(area, remaining, today),
                Legend = [.. CapacityLegend()],
                XTick = MonthScale.Label,
                XStep = MonthScale.StepFor(MonthScale.ToX(Forecast[^1].Date) - MonthScale.ToX(History[0].Date)),
                MarginNotes =
                [
                    new LimitLine(Capacity[^1].Total, $"total {NumberText.WithUnit(NumberText.Significant(Capacity[^1].Total), Unit)}"),
                    new LimitLine(Capacity[^1].Usable, $"usable {NumberText.WithUnit(NumberText.Significant(Capacity[^1].Usable), Unit)}"),
                ],
                Highest = Capacity.Max(c => c.Total),
            },
        };
        return line.Render() with { Csv = Csv() };
    }

    private static IEnumerable<LegendEntry> CapacityLegend()
    {
        yield return new LegendEntry("total capacity", (canvas, box) => canvas.Line(box.Left, Middle(box), box.Right, Middle(box), TotalLine, TotalThickness));
        yield return new LegendEntry("failover reserve", (canvas, box) => HatchedArea.Draw(canvas, box, ReserveFill, Hatch.Rising, HatchLine));
        yield return new LegendEntry("buffer", (canvas, box) => HatchedArea.Draw(canvas, box, BufferFill, Hatch.Dotted, HatchLine));
        yield return new LegendEntry(
            "usable capacity", (canvas, box) => canvas.Line(box.Left, Middle(box), box.Right, Middle(box), UsableLine, 3, UsableDashes));
    }

    private static double Middle(OxyRect box) => (box.Top + box.Bottom) / 2;

    private bool HasOuterBand() => Forecast.Any(f => double.IsFinite(f.Low95) && double.IsFinite(f.High95));

    private string WidestBand() => HasOuterBand() ? "95 %" : "80 %";

    /// <summary>The forecast starting from what is known today, so that no gap is left between the two.</summary>
    private ImmutableArray<ForecastPoint> Joined()
    {
        var (date, demand) = History[^1];
        return Forecast[0].Date > date ? [new ForecastPoint(date, demand, demand, demand, demand, demand), .. Forecast] : Forecast;
    }

    private IEnumerable<BandSeries> DemandSeries()
    {
        yield return new BandSeries
        {
            Name = "demand, history",
            Role = SeriesRole.Reference,
            Style = 4,
            Points = [.. History.Select(h => new BandPoint(MonthScale.ToX(h.Date), h.Demand))],
        };
        var outer = HasOuterBand();
        yield return new BandSeries
        {
            Name = "demand, forecast median",
            Style = 0,
            Points =
            [
                .. Joined().Select(f => new BandPoint(
                    MonthScale.ToX(f.Date), f.Median, f.Low80, f.High80, outer ? f.Low95 : double.NaN, outer ? f.High95 : double.NaN)),
            ],
        };
    }

    private void DrawCapacity(PlotArea area)
    {
        var total = new List<ScreenPoint>();
        var usable = new List<ScreenPoint>();
        for (var i = 0; i < Capacity.Length; i++)
        {
            var step = Capacity[i];
            var left = i == 0 ? area.Box.Left : Math.Clamp(area.X(MonthScale.ToX(step.From)), area.Box.Left, area.Box.Right);
            var right = i + 1 < Capacity.Length ? Math.Clamp(area.X(MonthScale.ToX(Capacity[i + 1].From)), area.Box.Left, area.Box.Right) : area.Box.Right;
            if (right <= left)
                continue;

            var (top, middle, bottom) = (area.Y(step.Total), area.Y(step.Total - step.FailoverReserve), area.Y(step.Usable));
            HatchedArea.Draw(area.Canvas, new OxyRect(left, top, right - left, middle - top), ReserveFill, Hatch.Rising, HatchLine);
            HatchedArea.Draw(area.Canvas, new OxyRect(left, middle, right - left, bottom - middle), BufferFill, Hatch.Dotted, HatchLine);
            total.AddRange([new(left, top), new(right, top)]);
            usable.AddRange([new(left, bottom), new(right, bottom)]);
        }

        area.Canvas.DrawLine(total, TotalLine, TotalThickness, EdgeRenderingMode.Automatic, null, LineJoin.Miter);
        area.Canvas.DrawLine(usable, UsableLine, 3, EdgeRenderingMode.Automatic, UsableDashes, LineJoin.Miter);
    }

    private void DrawCrossings(PlotArea area, TimeRemaining remaining, double today)
    {
        if (remaining.Earliest is { } earliest)
            area.Canvas.Marker(CrossingAt(area, today + earliest), MarkerType.Triangle, Ink.Text, hollow: true, size: 8);
        if (remaining.Median is { } median)
            area.Canvas.Marker(CrossingAt(area, today + median), MarkerType.Diamond, Ink.Text, hollow: false, size: 8);
    }

    private ScreenPoint CrossingAt(PlotArea area, double x)
    {
        var step = Capacity.LastOrDefault(c => MonthScale.ToX(c.From) <= x, Capacity[0]);
        return new ScreenPoint(area.X(x), area.Y(step.Usable));
    }

    private void Check()
    {
        CheckHeading();
        if (History.IsDefaultOrEmpty)
            throw Fault($"no demand history; at least today's demand is needed.");
        if (Forecast.IsDefaultOrEmpty)
            throw Fault($"no forecast: nothing to draw.");
        if (Capacity.IsDefaultOrEmpty)
            throw Fault($"no capacity step: nothing to compare demand with.");
        foreach (var dates in new[] { Dates(History, h => h.Date), Dates(Forecast, f => f.Date), Dates(Capacity, c => c.From) })
        {
            if (dates.Zip(dates.Skip(1)).FirstOrDefault(d => d.Second <= d.First) is { First.Year: > 1 } wrong)
                throw Fault($"dates must increase; {wrong.Second:yyyy-MM-dd} follows {wrong.First:yyyy-MM-dd}.");
        }

        foreach (var step in Capacity)
        {
            if (!(double.IsFinite(step.Total) && step.FailoverReserve >= 0 && step.Buffer >= 0 && step.Usable >= 0))
                throw Fault($"capacity from {step.From:yyyy-MM-dd}: total {step.Total}, reserve {step.FailoverReserve}, buffer {step.Buffer}; reserve and buffer must be at least 0 and together at most the total.");
        }
    }

    private static ImmutableArray<DateOnly> Dates<T>(ImmutableArray<T> items, Func<T, DateOnly> date) => [.. items.Select(date)];

    private string Csv()
    {
        var csv = new CsvText().Text("kind").Text("date");
        foreach (var column in new[] { "demand", "low 80 %", "high 80 %", "low 95 %", "high 95 %", "total", "failover reserve", "buffer", "usable" })
            csv.Text($"{column} [{Unit}]");
        csv.EndRow();
        foreach (var h in History)
            Row(csv, "history", h.Date, h.Demand, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        foreach (var f in Forecast)
            Row(csv, "forecast", f.Date, f.Median, f.Low80, f.High80, f.Low95, f.High95, double.NaN, double.NaN, double.NaN, double.NaN);
        foreach (var c in Capacity)
            Row(csv, "capacity", c.From, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, c.Total, c.FailoverReserve, c.Buffer, c.Usable);
        return csv.ToString();
    }

    private static void Row(CsvText csv, string kind, DateOnly date, params ReadOnlySpan<double> values)
    {
        csv.Text(kind).Text(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        foreach (var value in values)
            csv.Number(value);
        csv.EndRow();
    }
}
