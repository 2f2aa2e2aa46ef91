<?xml version="1.0" encoding="UTF-8"?>
<!-- The receipt of a bundle as a page for the client, piece by piece, as report.xsl.

     A document comes in whose root is `receipt` (the frame), or `asks` or `members` (up to 1,000 rows; @first, @total).
     <?pieces NAME TOTAL?> in what goes out is replaced by the pieces of that list. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:r="urn:chosho:report:1" exclude-result-prefixes="r">

  <xsl:include href="words.xsl"/>

  <xsl:output method="html" encoding="UTF-8" indent="no"/>
  <xsl:param name="languages" select="'ja'"/>
  <xsl:param name="style"/>

  <xsl:template match="/receipt">
    <html lang="{$first}">
      <head>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title>
          <xsl:call-template name="word"><xsl:with-param name="id" select="'receipt.title'"/></xsl:call-template>
          <xsl:value-of select="concat(' ', short_id)"/>
        </title>
        <style><xsl:value-of select="$style" disable-output-escaping="yes"/></style>
      </head>
      <body class="receipt">
        <header>
          <h1><xsl:call-template name="label"><xsl:with-param name="id" select="'receipt.title'"/></xsl:call-template></h1>
          <p class="addressee"><xsl:call-template name="word"><xsl:with-param name="id" select="'receipt.to'"/><xsl:with-param name="a" select="client"/></xsl:call-template></p>
          <p class="lead"><xsl:call-template name="say"><xsl:with-param name="id" select="'receipt.lead'"/></xsl:call-template></p>
        </header>
        <main>
          <xsl:apply-templates select="." mode="facts"/>
          <xsl:apply-templates select="." mode="sums"/>
          <h2><xsl:call-template name="label"><xsl:with-param name="id" select="'receipt.asks'"/></xsl:call-template></h2>
          <xsl:choose>
            <xsl:when test="ask_count &gt; 0">
              <xsl:processing-instruction name="pieces"><xsl:value-of select="concat('asks ', ask_count)"/></xsl:processing-instruction>
            </xsl:when>
            <xsl:otherwise><p><xsl:call-template name="say"><xsl:with-param name="id" select="'receipt.asks-none'"/></xsl:call-template></p></xsl:otherwise>
          </xsl:choose>
          <xsl:if test="attachment_count &gt; 0">
            <p><xsl:call-template name="say"><xsl:with-param name="id" select="'receipt.attachments'"/><xsl:with-param name="a" select="format-number(attachment_count, $digits)"/></xsl:call-template></p>
          </xsl:if>
          <h2><xsl:call-template name="label"><xsl:with-param name="id" select="'receipt.members'"/></xsl:call-template></h2>
          <xsl:processing-instruction name="pieces"><xsl:value-of select="concat('members ', member_count)"/></xsl:processing-instruction>
        </main>
        <footer>
          <p><xsl:call-template name="say"><xsl:with-param name="id" select="'receipt.foot'"/><xsl:with-param name="a" select="zone"/></xsl:call-template></p>
          <div class="signs">
            <xsl:call-template name="sign"><xsl:with-param name="id" select="'receipt.sign-received'"/></xsl:call-template>
            <xsl:call-template name="sign"><xsl:with-param name="id" select="'receipt.sign-checked'"/></xsl:call-template>
          </div>
        </footer>
      </body>
    </html>
  </xsl:template>

  <xsl:template name="sign">
    <xsl:param name="id"/>
    <table class="facts"><tbody><tr>
      <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="$id"/></xsl:call-template></th><td/>
    </tr></tbody></table>
  </xsl:template>

  <!-- A row of particulars; what was not told is said. -->
  <xsl:template name="told">
    <xsl:param name="id"/>
    <xsl:param name="text"/>
    <tr>
      <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="$id"/></xsl:call-template></th>
      <td>
        <xsl:choose>
          <xsl:when test="string($text) != ''"><xsl:value-of select="$text"/></xsl:when>
          <xsl:otherwise><span class="nothing"><xsl:call-template name="word"><xsl:with-param name="id" select="'receipt.not-told'"/></xsl:call-template></span></xsl:otherwise>
        </xsl:choose>
      </td>
    </tr>
  </xsl:template>

  <xsl:template match="receipt" mode="facts">
    <table class="facts">
      <tbody>
        <xsl:call-template name="fact"><xsl:with-param name="id" select="'receipt.service'"/><xsl:with-param name="text" select="service"/></xsl:call-template>
        <xsl:call-template name="fact"><xsl:with-param name="id" select="'receipt.bundle'"/><xsl:with-param name="text" select="short_id"/></xsl:call-template>
        <tr>
          <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'receipt.file'"/></xsl:call-template></th>
          <td>
            <xsl:value-of select="file"/>
            <xsl:value-of select="$open"/>
            <xsl:call-template name="word"><xsl:with-param name="id" select="'receipt.bytes'"/><xsl:with-param name="a" select="format-number(bytes, $digits)"/></xsl:call-template>
            <xsl:value-of select="$close"/>
          </td>
        </tr>
        <tr>
          <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'receipt.digest'"/></xsl:call-template></th>
          <td class="digest"><xsl:value-of select="sha256"/></td>
        </tr>
        <xsl:call-template name="told"><xsl:with-param name="id" select="'receipt.delivered-by'"/><xsl:with-param name="text" select="delivered_by"/></xsl:call-template>
        <xsl:call-template name="told"><xsl:with-param name="id" select="'receipt.delivered-at'"/><xsl:with-param name="text" select="delivered_at"/></xsl:call-template>
        <xsl:call-template name="told"><xsl:with-param name="id" select="'receipt.delivered-how'"/><xsl:with-param name="text" select="delivered_how"/></xsl:call-template>
        <xsl:call-template name="fact"><xsl:with-param name="id" select="'receipt.received-at'"/><xsl:with-param name="text" select="received_at"/></xsl:call-template>
        <xsl:call-template name="fact"><xsl:with-param name="id" select="'receipt.received-by'"/><xsl:with-param name="text" select="received_by"/></xsl:call-template>
        <xsl:if test="superseded_by or superseded">
          <tr>
            <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'receipt.superseded'"/></xsl:call-template></th>
            <td>
              <xsl:if test="superseded_by">
                <div><xsl:call-template name="say"><xsl:with-param name="id" select="'receipt.superseded-all'"/><xsl:with-param name="a" select="superseded_by"/></xsl:call-template></div>
              </xsl:if>
              <xsl:for-each select="superseded">
                <div>
                  <xsl:call-template name="say">
                    <xsl:with-param name="id" select="'receipt.superseded-some'"/>
                    <xsl:with-param name="a" select="short_id"/>
                    <xsl:with-param name="b" select="format-number(members, $digits)"/>
                  </xsl:call-template>
                </div>
              </xsl:for-each>
            </td>
          </tr>
        </xsl:if>
        <xsl:if test="replaced">
          <tr>
            <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'receipt.replaces'"/></xsl:call-template></th>
            <td>
              <xsl:for-each select="replaced">
                <div>
                  <xsl:call-template name="say">
                    <xsl:with-param name="id"><xsl:choose><xsl:when test="members = 0">receipt.replaces-all</xsl:when><xsl:otherwise>receipt.replaces-some</xsl:otherwise></xsl:choose></xsl:with-param>
                    <xsl:with-param name="a" select="short_id"/>
                    <xsl:with-param name="b" select="format-number(members, $digits)"/>
                  </xsl:call-template>
                </div>
              </xsl:for-each>
            </td>
          </tr>
          <xsl:call-template name="told"><xsl:with-param name="id" select="'receipt.reason'"/><xsl:with-param name="text" select="reason"/></xsl:call-template>
        </xsl:if>
      </tbody>
    </table>
  </xsl:template>

  <xsl:template match="receipt" mode="sums">
    <ul class="equations">
      <li>
        <xsl:call-template name="label"><xsl:with-param name="id" select="'receipt.sums'"/></xsl:call-template>
        <xsl:if test="not($second)"><xsl:text>　</xsl:text></xsl:if>
        <xsl:apply-templates select="." mode="sum"/>
        <xsl:if test="$second">
          <span class="second" lang="{$second}"><xsl:apply-templates select="." mode="sum"><xsl:with-param name="language" select="$second"/></xsl:apply-templates></span>
        </xsl:if>
      </li>
    </ul>
  </xsl:template>

  <!-- One sentence of pieces: each language has all of them before the other begins. -->
  <xsl:template match="receipt" mode="sum">
    <xsl:param name="language" select="$first"/>
    <xsl:call-template name="say-in">
      <xsl:with-param name="id"><xsl:choose><xsl:when test="opened_count &gt; 0">receipt.sum-opened</xsl:when><xsl:otherwise>receipt.sum</xsl:otherwise></xsl:choose></xsl:with-param>
      <xsl:with-param name="language" select="$language"/>
      <xsl:with-param name="a" select="format-number(member_count, $digits)"/>
      <xsl:with-param name="b" select="format-number(read_count, $digits)"/>
      <xsl:with-param name="c" select="format-number(unread_count, $digits)"/>
      <xsl:with-param name="d" select="format-number(refused_count, $digits)"/>
      <xsl:with-param name="e" select="format-number(opened_count, $digits)"/>
    </xsl:call-template>
    <xsl:if test="inside_count &gt; 0">
      <xsl:call-template name="say-in"><xsl:with-param name="id" select="'receipt.sum-inside'"/><xsl:with-param name="language" select="$language"/><xsl:with-param name="a" select="format-number(inside_count, $digits)"/></xsl:call-template>
    </xsl:if>
    <xsl:if test="folder_count &gt; 0">
      <xsl:call-template name="say-in"><xsl:with-param name="id" select="'receipt.sum-folders'"/><xsl:with-param name="language" select="$language"/><xsl:with-param name="a" select="format-number(folder_count, $digits)"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- ==== what is asked for again ==== -->

  <xsl:template match="/asks">
    <table class="records asks">
      <thead><tr>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'file'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'receipt.found'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'receipt.wanted'"/></xsl:call-template>
      </tr></thead>
      <tbody>
        <xsl:for-each select="member">
          <tr>
            <td><span class="pointer"><xsl:value-of select="name"/></span></td>
            <td><xsl:apply-templates select="." mode="found"/></td>
            <td><xsl:call-template name="say"><xsl:with-param name="id" select="concat('ask.', ask)"/></xsl:call-template></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
  </xsl:template>

  <xsl:template match="member" mode="found">
    <xsl:choose>
      <xsl:when test="reason_code and ask != 'damaged' and ask != 'parts' and reason_code != 'inner-refused'"><xsl:call-template name="say"><xsl:with-param name="id" select="concat('reason.', reason_code)"/></xsl:call-template></xsl:when>
      <xsl:when test="damage_ja"><xsl:call-template name="both"><xsl:with-param name="of" select="."/><xsl:with-param name="name" select="'damage'"/></xsl:call-template></xsl:when>
      <xsl:when test="ask = 'encoding'"><xsl:call-template name="say"><xsl:with-param name="id" select="'receipt.encoding-uncertain'"/></xsl:call-template></xsl:when>
      <xsl:when test="ask = 'undecodable'"><xsl:call-template name="both"><xsl:with-param name="of" select="."/><xsl:with-param name="name" select="'undecodable'"/></xsl:call-template></xsl:when>
      <xsl:when test="reason_code"><xsl:call-template name="say"><xsl:with-param name="id" select="concat('reason.', reason_code)"/></xsl:call-template></xsl:when>
      <xsl:when test="ask = 'formulas'"><xsl:call-template name="say"><xsl:with-param name="id" select="'receipt.formulas'"/></xsl:call-template></xsl:when>
      <xsl:when test="ask = 'next-page'"><xsl:call-template name="say"><xsl:with-param name="id" select="'receipt.next-page'"/></xsl:call-template></xsl:when>
      <xsl:when test="ask = 'total'">
        <xsl:call-template name="say"><xsl:with-param name="id" select="'receipt.total-differs'"/><xsl:with-param name="a" select="format-number(control_total, $digits)"/><xsl:with-param name="b" select="format-number(records, $digits)"/><xsl:with-param name="c" select="control_line"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:call-template name="say">
          <xsl:with-param name="id"><xsl:choose><xsl:when test="unreadable = 1">receipt.record-unreadable</xsl:when><xsl:otherwise>receipt.records-unreadable</xsl:otherwise></xsl:choose></xsl:with-param>
          <xsl:with-param name="a" select="format-number(unreadable, $digits)"/>
        </xsl:call-template>
        <xsl:if test="problem_ja"><div><xsl:call-template name="both"><xsl:with-param name="of" select="."/><xsl:with-param name="name" select="'problem'"/></xsl:call-template></div></xsl:if></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- ==== every member ==== -->

  <xsl:template match="/members">
    <table class="records members">
      <thead><tr>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'receipt.path'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'receipt.size'"/><xsl:with-param name="class" select="'n'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'receipt.kind'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'receipt.records'"/><xsl:with-param name="class" select="'n'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'receipt.span'"/></xsl:call-template>
      </tr></thead>
      <tbody>
        <xsl:for-each select="member">
          <tr>
            <td>
              <span class="pointer"><xsl:value-of select="name"/></span>
              <span class="sha">
                <xsl:choose>
                  <xsl:when test="sha256"><xsl:value-of select="sha256"/></xsl:when>
                  <xsl:otherwise><xsl:call-template name="word"><xsl:with-param name="id" select="'receipt.no-digest'"/></xsl:call-template></xsl:otherwise>
                </xsl:choose>
              </span>
            </td>
            <td class="n"><xsl:value-of select="format-number(size, $digits)"/></td>
            <td><xsl:apply-templates select="." mode="kind"/></td>
            <td class="n"><xsl:apply-templates select="." mode="records"/></td>
            <td><xsl:apply-templates select="." mode="span"/></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
  </xsl:template>

  <xsl:template match="member" mode="kind">
    <xsl:value-of select="kind"/>
    <xsl:choose>
      <xsl:when test="encoding = 'uncertain'"><div><xsl:call-template name="say"><xsl:with-param name="id" select="'receipt.encoding-uncertain'"/></xsl:call-template></div></xsl:when>
      <xsl:when test="encoding"><div><xsl:value-of select="encoding"/></div></xsl:when>
    </xsl:choose>
    <xsl:if test="status != 'read'">
      <div class="status">
        <xsl:call-template name="label">
          <xsl:with-param name="id"><xsl:choose><xsl:when test="contains(kind, ' by-product')">receipt.status.by-product</xsl:when><xsl:when test="reason_code = 'kind' and not(ask)">receipt.status.attachment</xsl:when><xsl:otherwise><xsl:value-of select="concat('receipt.status.', status)"/></xsl:otherwise></xsl:choose></xsl:with-param>
        </xsl:call-template>
      </div>
    </xsl:if>
  </xsl:template>

  <xsl:template match="member" mode="records">
    <xsl:if test="records"><xsl:value-of select="format-number(records, $digits)"/></xsl:if>
    <xsl:if test="unreadable"><div><xsl:call-template name="say"><xsl:with-param name="id" select="'receipt.unreadable'"/><xsl:with-param name="a" select="format-number(unreadable, $digits)"/></xsl:call-template></div></xsl:if>
    <xsl:if test="is_total_row_in = 'yes'"><div><xsl:call-template name="say"><xsl:with-param name="id" select="'receipt.total-row'"/></xsl:call-template></div></xsl:if>
    <xsl:if test="control_total">
      <div>
        <xsl:choose>
          <xsl:when test="is_met = 'yes'"><xsl:call-template name="say"><xsl:with-param name="id" select="'receipt.total-met'"/><xsl:with-param name="a" select="format-number(control_total, $digits)"/><xsl:with-param name="b" select="control_line"/></xsl:call-template></xsl:when>
          <xsl:otherwise><xsl:call-template name="say"><xsl:with-param name="id" select="'receipt.total-missed'"/><xsl:with-param name="a" select="format-number(control_total, $digits)"/><xsl:with-param name="b" select="control_line"/></xsl:call-template></xsl:otherwise>
        </xsl:choose>
      </div>
    </xsl:if>
  </xsl:template>

  <xsl:template match="member" mode="span">
    <xsl:choose>
      <xsl:when test="starts-with(first_time, '--')">
        <xsl:call-template name="say">
          <xsl:with-param name="id" select="'receipt.yearless'"/>
          <xsl:with-param name="a" select="substring(first_time, 3)"/>
          <xsl:with-param name="b" select="substring(last_time, 3)"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="first_time">
        <!-- Without the offset: the foot names the zone. -->
        <div><xsl:value-of select="substring(first_time, 1, 19)"/></div>
        <xsl:if test="last_time != first_time"><div><xsl:value-of select="substring(last_time, 1, 19)"/></div></xsl:if>
      </xsl:when>
    </xsl:choose>
    <xsl:if test="assumed_zone"><div><xsl:call-template name="say"><xsl:with-param name="id" select="'receipt.zone-assumed'"/><xsl:with-param name="a" select="assumed_zone"/></xsl:call-template></div></xsl:if>
    <xsl:if test="time_column"><span class="remark code"><xsl:value-of select="time_column"/></span></xsl:if>
  </xsl:template>

</xsl:stylesheet>
